/**
 * Written by `adressat compile`; do not edit it. Mend the rule set and compile it again.
 *
 * The rule set altinn, version 2026-11-25,
 * sha256 2a20843ca25fe1f7dd8fa184ef7807d40eb717c44ce0cf6192a46bda4933b78f
 *
 * `trace` gives a condition two bits, from the lowest on: whether it certainly and whether it possibly holds, so 3 is yes,
 * 0 is no and 2 is not known. Each line reads one fact, whose code moves the table until its two bits stand in their place.
 * The comment above says the number of the condition, what it asks, and which rules ask it. Conditions are what lets a
 * candidate through: those of an exclude rule stand here negated. `traceAll` is `trace` with the loop inside. `outcome`
 * tests the bits of the conditions that each rule needs.
 */
import type { RuleModule } from "@adressat/core"

/** To be given to `createAdressat` or `linkModule` together with the rule set. */
export const ruleModule: RuleModule = {
  format: 1,
  ruleSet: {
    id: "altinn",
    version: "2026-11-25",
    fingerprint: "2a20843ca25fe1f7dd8fa184ef7807d40eb717c44ce0cf6192a46bda4933b78f"
  },
  vocabulary: "fbb81fdc678c653ca73849aea0a1a33aeee260db5bd96b35b267bc31661d2b01",
  gates: {
    Explicit: {
      trace: (facts) => {
        const word0 =
          // 0: lookups is complete. $.rules[0] order/lookups-complete (exclude)
          ((0xb >>> facts.lookups) & 0x3) |
          // 1: recipientKind is address. $.rules[1] explicit/named-in-order
          ((0x80c >>> facts.recipientKind) & 0xc)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] = ((0xb >>> facts.lookups) & 0x3) | ((0x80c >>> facts.recipientKind) & 0xc)
        }
      },
      outcome: (trace) => {
        const word0 = typeof trace === "number" ? trace : (trace[0] ?? 0)
        const certainly =
          // $.rules[0] order/lookups-complete (exclude): 0
          // $.rules[1] explicit/named-in-order: 1
          (word0 & 0x5) === 0x5
        if (certainly) return "notify"
        const possibly = (word0 & 0xa) === 0xa
        return possibly ? "undetermined" : "withhold"
      }
    },
    Person: {
      trace: (facts) => {
        const word0 =
          // 0: lookups is complete. $.rules[0] order/lookups-complete (exclude)
          ((0xb >>> facts.lookups) & 0x3) |
          // 1: registerEntry is present. $.rules[2] person/found
          ((0x200c >>> facts.registerEntry) & 0xc) |
          // 2: registerEntry is not empty. $.rules[3] person/without-contact-data (exclude)
          ((0xbf30 >>> facts.registerEntry) & 0x30) |
          // 3: registerEntry is not stale. $.rules[4] person/contact-data-stale (exclude)
          ((0x2f3c0 >>> facts.registerEntry) & 0xc0) |
          // 4: reservation is not reserved. $.rules[5] person/reserved (exclude)
          ((0x2fc00 >>> facts.reservation) & 0x300)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 0x3) |
            ((0x200c >>> facts.registerEntry) & 0xc) |
            ((0xbf30 >>> facts.registerEntry) & 0x30) |
            ((0x2f3c0 >>> facts.registerEntry) & 0xc0) |
            ((0x2fc00 >>> facts.reservation) & 0x300)
        }
      },
      outcome: (trace) => {
        const word0 = typeof trace === "number" ? trace : (trace[0] ?? 0)
        const certainly =
          // $.rules[0] order/lookups-complete (exclude): 0
          // $.rules[2] person/found: 1
          // $.rules[3] person/without-contact-data (exclude): 2
          // $.rules[4] person/contact-data-stale (exclude): 3
          // $.rules[5] person/reserved (exclude): 4
          (word0 & 0x155) === 0x155
        if (certainly) return "notify"
        const possibly = (word0 & 0x2aa) === 0x2aa
        return possibly ? "undetermined" : "withhold"
      }
    },
    ExternalIdentity: {
      trace: (facts) => {
        const word0 =
          // 0: lookups is complete. $.rules[0] order/lookups-complete (exclude)
          ((0xb >>> facts.lookups) & 0x3) |
          // 1: registerEntry is present. $.rules[6] external-identity/found
          ((0x200c >>> facts.registerEntry) & 0xc)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] = ((0xb >>> facts.lookups) & 0x3) | ((0x200c >>> facts.registerEntry) & 0xc)
        }
      },
      outcome: (trace) => {
        const word0 = typeof trace === "number" ? trace : (trace[0] ?? 0)
        const certainly =
          // $.rules[0] order/lookups-complete (exclude): 0
          // $.rules[6] external-identity/found: 1
          (word0 & 0x5) === 0x5
        if (certainly) return "notify"
        const possibly = (word0 & 0xa) === 0xa
        return possibly ? "undetermined" : "withhold"
      }
    },
    StatutoryContact: {
      trace: (facts) => {
        const word0 =
          // 0: lookups is complete. $.rules[0] order/lookups-complete (exclude)
          ((0xb >>> facts.lookups) & 0x3) |
          // 1: registerEntry is present. $.rules[7] statutory-contact/registered
          ((0x200c >>> facts.registerEntry) & 0xc) |
          // 2: registerEntry is not empty. $.rules[8] statutory-contact/entry-empty (exclude)
          ((0xbf30 >>> facts.registerEntry) & 0x30) |
          // 3: contactState is usable or irrelevant. $.rules[9] statutory-contact/usable
          ((0xb0c0 >>> facts.contactState) & 0xc0) |
          // 4: contactState is not deleted. $.rules[10] statutory-contact/deleted (exclude)
          ((0x2f300 >>> facts.contactState) & 0x300) |
          // 5: contactState is not not-accepted. $.rules[11] statutory-contact/not-accepted (exclude)
          ((0xb3c00 >>> facts.contactState) & 0xc00)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 0x3) |
            ((0x200c >>> facts.registerEntry) & 0xc) |
            ((0xbf30 >>> facts.registerEntry) & 0x30) |
            ((0xb0c0 >>> facts.contactState) & 0xc0) |
            ((0x2f300 >>> facts.contactState) & 0x300) |
            ((0xb3c00 >>> facts.contactState) & 0xc00)
        }
      },
      outcome: (trace) => {
        const word0 = typeof trace === "number" ? trace : (trace[0] ?? 0)
        const certainly =
          // $.rules[0] order/lookups-complete (exclude): 0
          // $.rules[7] statutory-contact/registered: 1
          // $.rules[8] statutory-contact/entry-empty (exclude): 2
          // $.rules[9] statutory-contact/usable: 3
          // $.rules[10] statutory-contact/deleted (exclude): 4
          // $.rules[11] statutory-contact/not-accepted (exclude): 5
          (word0 & 0x555) === 0x555
        if (certainly) return "notify"
        const possibly = (word0 & 0xaaa) === 0xaaa
        return possibly ? "undetermined" : "withhold"
      }
    },
    CustomContact: {
      trace: (facts) => {
        const word0 =
          // 0: lookups is complete. $.rules[0] order/lookups-complete (exclude)
          ((0xb >>> facts.lookups) & 0x3) |
          // 1: resource is not none. $.rules[12] custom-contact/resource-given
          ((0x2f0 >>> facts.resource) & 0xc) |
          // 2: customContactLookup is consulted. $.rules[13] custom-contact/consulted
          ((0x230 >>> facts.customContactLookup) & 0x30) |
          // 3: customContact is this-unit. $.rules[14] custom-contact/on-this-unit
          ((0x200c0 >>> facts.customContact) & 0xc0) |
          // 4: customContact is not other-unit. $.rules[15] custom-contact/on-other-unit (exclude)
          ((0xbf300 >>> facts.customContact) & 0x300) |
          // 5: customContact is not repeated. $.rules[16] custom-contact/repeated (exclude)
          ((0x2f3c00 >>> facts.customContact) & 0xc00) |
          // 6: serviceSelection is all-services, includes-resource, already-filtered or irrelevant. $.rules[17] custom-contact/service-selected
          ((0x2c03f000 >>> facts.serviceSelection) & 0x3000) |
          // 7: serviceSelection is not legacy-services-only. $.rules[18] custom-contact/legacy-services-only (exclude)
          ((0xbf3fc000 >>> facts.serviceSelection) & 0xc000) |
          // 8: serviceSelection is not predecessor-service. $.rules[19] custom-contact/predecessor-service (exclude)
          ((0x3ff3e << facts.serviceSelection) & 0x30000) |
          // 9: serviceSelection is not different-case. $.rules[20] custom-contact/different-case (exclude)
          ((0xfff38 << facts.serviceSelection) & 0xc0000) |
          // 10: readAccess is permit or irrelevant. $.rules[21] custom-contact/read-access
          ((0xb0300000 >>> facts.readAccess) & 0x300000) |
          // 11: readAccess is not indeterminate. $.rules[22] custom-contact/read-access-indeterminate (exclude)
          ((0xfce000 << facts.readAccess) & 0xc00000) |
          // 12: taskReadAccess is not not-all. $.rules[23] custom-contact/read-access-on-all-tasks
          ((0x33e0000 << facts.taskReadAccess) & 0x3000000)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 0x3) |
            ((0x2f0 >>> facts.resource) & 0xc) |
            ((0x230 >>> facts.customContactLookup) & 0x30) |
            ((0x200c0 >>> facts.customContact) & 0xc0) |
            ((0xbf300 >>> facts.customContact) & 0x300) |
            ((0x2f3c00 >>> facts.customContact) & 0xc00) |
            ((0x2c03f000 >>> facts.serviceSelection) & 0x3000) |
            ((0xbf3fc000 >>> facts.serviceSelection) & 0xc000) |
            ((0x3ff3e << facts.serviceSelection) & 0x30000) |
            ((0xfff38 << facts.serviceSelection) & 0xc0000) |
            ((0xb0300000 >>> facts.readAccess) & 0x300000) |
            ((0xfce000 << facts.readAccess) & 0xc00000) |
            ((0x33e0000 << facts.taskReadAccess) & 0x3000000)
        }
      },
      outcome: (trace) => {
        const word0 = typeof trace === "number" ? trace : (trace[0] ?? 0)
        const certainly =
          // $.rules[0] order/lookups-complete (exclude): 0
          // $.rules[12] custom-contact/resource-given: 1
          // $.rules[13] custom-contact/consulted: 2
          // $.rules[14] custom-contact/on-this-unit: 3
          // $.rules[15] custom-contact/on-other-unit (exclude): 4
          // $.rules[16] custom-contact/repeated (exclude): 5
          // $.rules[17] custom-contact/service-selected: 6
          // $.rules[18] custom-contact/legacy-services-only (exclude): 7
          // $.rules[19] custom-contact/predecessor-service (exclude): 8
          // $.rules[20] custom-contact/different-case (exclude): 9
          // $.rules[21] custom-contact/read-access: 10
          // $.rules[22] custom-contact/read-access-indeterminate (exclude): 11
          // $.rules[23] custom-contact/read-access-on-all-tasks: 12
          (word0 & 0x1555555) === 0x1555555
        if (certainly) return "notify"
        const possibly = (word0 & 0x2aaaaaa) === 0x2aaaaaa
        return possibly ? "undetermined" : "withhold"
      }
    }
  }
}
