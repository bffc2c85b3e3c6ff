/**
 * Written by `adressat compile`; do not edit it. Mend the rule set and compile it again.
 *
 * The rule set altinn, version 2026-11-25,
 * sha256 2a20843ca25fe1f7dd8fa184ef7807d40eb717c44ce0cf6192a46bda4933b78f
 *
 * `trace` gives a condition two bits, from the lowest on: whether it certainly and whether it possibly holds, so 3 is yes,
 * 0 is no and 2 is not known. Each line reads one fact: the table on its left has the two bits for each code of the fact.
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
          ((0xb >>> facts.lookups) & 3) |
          // 1: recipientKind is address. $.rules[1] explicit/named-in-order
          (((0x203 >>> facts.recipientKind) & 3) << 2)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] = ((0xb >>> facts.lookups) & 3) | (((0x203 >>> facts.recipientKind) & 3) << 2)
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
          ((0xb >>> facts.lookups) & 3) |
          // 1: registerEntry is present. $.rules[2] person/found
          (((0x803 >>> facts.registerEntry) & 3) << 2) |
          // 2: registerEntry is not empty. $.rules[3] person/without-contact-data (exclude)
          (((0xbf3 >>> facts.registerEntry) & 3) << 4) |
          // 3: registerEntry is not stale. $.rules[4] person/contact-data-stale (exclude)
          (((0xbcf >>> facts.registerEntry) & 3) << 6) |
          // 4: reservation is not reserved. $.rules[5] person/reserved (exclude)
          (((0x2fc >>> facts.reservation) & 3) << 8)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 3) |
            (((0x803 >>> facts.registerEntry) & 3) << 2) |
            (((0xbf3 >>> facts.registerEntry) & 3) << 4) |
            (((0xbcf >>> facts.registerEntry) & 3) << 6) |
            (((0x2fc >>> facts.reservation) & 3) << 8)
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
          ((0xb >>> facts.lookups) & 3) |
          // 1: registerEntry is present. $.rules[6] external-identity/found
          (((0x803 >>> facts.registerEntry) & 3) << 2)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] = ((0xb >>> facts.lookups) & 3) | (((0x803 >>> facts.registerEntry) & 3) << 2)
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
          ((0xb >>> facts.lookups) & 3) |
          // 1: registerEntry is present. $.rules[7] statutory-contact/registered
          (((0x803 >>> facts.registerEntry) & 3) << 2) |
          // 2: registerEntry is not empty. $.rules[8] statutory-contact/entry-empty (exclude)
          (((0xbf3 >>> facts.registerEntry) & 3) << 4) |
          // 3: contactState is usable or irrelevant. $.rules[9] statutory-contact/usable
          (((0x2c3 >>> facts.contactState) & 3) << 6) |
          // 4: contactState is not deleted. $.rules[10] statutory-contact/deleted (exclude)
          (((0x2f3 >>> facts.contactState) & 3) << 8) |
          // 5: contactState is not not-accepted. $.rules[11] statutory-contact/not-accepted (exclude)
          (((0x2cf >>> facts.contactState) & 3) << 10)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 3) |
            (((0x803 >>> facts.registerEntry) & 3) << 2) |
            (((0xbf3 >>> facts.registerEntry) & 3) << 4) |
            (((0x2c3 >>> facts.contactState) & 3) << 6) |
            (((0x2f3 >>> facts.contactState) & 3) << 8) |
            (((0x2cf >>> facts.contactState) & 3) << 10)
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
          ((0xb >>> facts.lookups) & 3) |
          // 1: resource is not none. $.rules[12] custom-contact/resource-given
          (((0xbc >>> facts.resource) & 3) << 2) |
          // 2: customContactLookup is consulted. $.rules[13] custom-contact/consulted
          (((0x23 >>> facts.customContactLookup) & 3) << 4) |
          // 3: customContact is this-unit. $.rules[14] custom-contact/on-this-unit
          (((0x803 >>> facts.customContact) & 3) << 6) |
          // 4: customContact is not other-unit. $.rules[15] custom-contact/on-other-unit (exclude)
          (((0xbf3 >>> facts.customContact) & 3) << 8) |
          // 5: customContact is not repeated. $.rules[16] custom-contact/repeated (exclude)
          (((0xbcf >>> facts.customContact) & 3) << 10) |
          // 6: serviceSelection is all-services, includes-resource, already-filtered or irrelevant. $.rules[17] custom-contact/service-selected
          (((0x2c03f >>> facts.serviceSelection) & 3) << 12) |
          // 7: serviceSelection is not legacy-services-only. $.rules[18] custom-contact/legacy-services-only (exclude)
          (((0x2fcff >>> facts.serviceSelection) & 3) << 14) |
          // 8: serviceSelection is not predecessor-service. $.rules[19] custom-contact/predecessor-service (exclude)
          (((0x2f3ff >>> facts.serviceSelection) & 3) << 16) |
          // 9: serviceSelection is not different-case. $.rules[20] custom-contact/different-case (exclude)
          (((0x2cfff >>> facts.serviceSelection) & 3) << 18) |
          // 10: readAccess is permit or irrelevant. $.rules[21] custom-contact/read-access
          (((0xb03 >>> facts.readAccess) & 3) << 20) |
          // 11: readAccess is not indeterminate. $.rules[22] custom-contact/read-access-indeterminate (exclude)
          (((0xb3f >>> facts.readAccess) & 3) << 22) |
          // 12: taskReadAccess is not not-all. $.rules[23] custom-contact/read-access-on-all-tasks
          (((0x2f3 >>> facts.taskReadAccess) & 3) << 24)
        return word0
      },
      traceAll: (candidates, out) => {
        let at = 0
        for (const facts of candidates) {
          out[at++] =
            ((0xb >>> facts.lookups) & 3) |
            (((0xbc >>> facts.resource) & 3) << 2) |
            (((0x23 >>> facts.customContactLookup) & 3) << 4) |
            (((0x803 >>> facts.customContact) & 3) << 6) |
            (((0xbf3 >>> facts.customContact) & 3) << 8) |
            (((0xbcf >>> facts.customContact) & 3) << 10) |
            (((0x2c03f >>> facts.serviceSelection) & 3) << 12) |
            (((0x2fcff >>> facts.serviceSelection) & 3) << 14) |
            (((0x2f3ff >>> facts.serviceSelection) & 3) << 16) |
            (((0x2cfff >>> facts.serviceSelection) & 3) << 18) |
            (((0xb03 >>> facts.readAccess) & 3) << 20) |
            (((0xb3f >>> facts.readAccess) & 3) << 22) |
            (((0x2f3 >>> facts.taskReadAccess) & 3) << 24)
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
