/**
 * A small notification backend that embeds Adressat, as a CommonJS module: plain functions in, promises out, AbortSignal throughout.
 * A test runs it against the built package. Install `@adressat/core` and `effect` beside it, then: node host.cjs
 */
const { createAdressat, explain, InvalidInputError, redact } = require("@adressat/core")

// --- Stands in for the registers: in a real backend these are calls over the network. --------------------------------

const persons = new Map([
  ["17838410022", { isReserved: false, email: "kari@example.com", mobileNumber: "+4740000021" }],
  ["07918110067", { isReserved: true, email: "nils@example.com" }]
])
const customContacts = [
  { organizationNumber: "310000019", userId: 101, email: "kari@work.example.com" },
  { organizationNumber: "310000019", userId: 102, email: "ola@work.example.com", resources: ["se_4936_1"] },
  { organizationNumber: "310000019", userId: 103, email: "post@example.com" }
]
const mayRead = new Set(["310000019/101", "310000019/102", "310000019/103"])

/** A call that takes a moment and stops at once when it is aborted. */
const call = (answer, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(answer()), 1)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })

// --- The resolver: made once, used for every order. ------------------------------------------------------------------

const adressat = createAdressat({
  // What the running system does; "strict" is what a new backend should want, and a rule set of your own is an object.
  ruleSet: "altinn",
  // Every function gets all keys at once, and a signal to hand on. Whoever is left out of the answer is not registered;
  // a function that throws makes its facts unavailable, and nobody is notified on a guess.
  persons: (numbers, { signal }) =>
    call(
      () =>
        numbers.flatMap((nationalIdentityNumber) => {
          const person = persons.get(nationalIdentityNumber)
          return person === undefined ? [] : [{ nationalIdentityNumber, ...person }]
        }),
      signal
    ),
  statutoryContacts: (numbers, { signal }) =>
    call(() => numbers.map((organizationNumber) => ({ organizationNumber, emailList: ["post@example.com"] })), signal),
  customContacts: (numbers, { signal }) =>
    call(
      () =>
        numbers.map((organizationNumber) => ({
          organizationNumber,
          registrations: customContacts.filter((contact) => contact.organizationNumber === organizationNumber)
        })),
      signal
    ),
  readAccess: ({ pairs }, { signal }) =>
    call(
      () =>
        pairs.map(({ organizationNumber, userId }) => ({
          organizationNumber,
          userId,
          decision: mayRead.has(`${organizationNumber}/${userId}`) ? "Permit" : "NotApplicable"
        })),
      signal
    ),
  // Left out: the clock of the machine.
  now: () => Date.parse("2026-11-25T10:00:00Z")
})

// --- What the backend does with an order. ----------------------------------------------------------------------------

const print = (...words) => console.log(words.join(" "))

/** Sends what is to be sent, and says why the rest is not. */
const handle = async (order, signal) => {
  try {
    const decision = await adressat.resolve(order, { signal })
    for (const { address, channel } of decision.deliveries) print("send", channel, address)
    // Logs get the redacted decision: same codes and counts, no names, addresses or identifiers.
    const { summary, candidates } = explain(redact(decision), { language: "nb" })
    print("log", summary)
    for (const { reasons, state } of candidates) if (state === "withheld") print("log", reasons.join(" "))
    if (decision.retryable) print("later", "a source did not answer")
  } catch (error) {
    if (signal.aborted) print("put back", signal.reason.message)
    else if (error instanceof InvalidInputError) {
      for (const { message, path } of error.problems) print("refuse", path, message)
    } else throw error
  }
}

/** Works until it is told to stop; an order in the works is put back then. */
const main = async () => {
  const stop = new AbortController()
  const orders = [
    {
      channel: "Email",
      resourceId: "urn:altinn:resource:tax-report",
      recipients: [{ organizationNumber: "310000019" }]
    },
    {
      channel: "SmsPreferred",
      recipients: [{ nationalIdentityNumber: "17838410022" }, { nationalIdentityNumber: "07918110067" }]
    },
    { channel: "Emial", recipients: [{ emailAddress: "post@example.com" }] }
  ]
  // Many at a time, results in order: for await (const { decision } of adressat.resolveMany(orders, { signal })) …
  for (const order of orders) await handle(order, AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]))
  const last = handle(orders[0], stop.signal)
  stop.abort(new Error("shutting down"))
  await last
}

main().catch((error) => {
  // The name only: whatever went wrong, logs hold no personal data.
  console.error("failed:", error.name)
  process.exitCode = 1
})
