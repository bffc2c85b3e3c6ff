/**
 * The handlers of rule sets and policies as documents: a version is read with its ETag, and published on top of the one that
 * If-Match names.
 */
import { DocumentStore, parseRuleSetText, shippedRuleSet, shippedRuleSetNames, textFingerprint } from "@adressat/core"
import type { DocumentKind, Problem, StoredDocument, StoreError } from "@adressat/core"
import { formatInstant } from "@adressat/orders"
import { readPolicy, resourceName, resourceOfId, reviewPolicy } from "@adressat/xacml"
import type { AnyPolicy, Finding } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { faultOf, json, refusal } from "../Call.ts"
import type { Answer, Call, Refusal } from "../Call.ts"
import { isShipped } from "../Programs.ts"
import type { Handler } from "./Desk.ts"

/** The handlers of documents. */
export const documentHandlers = {
  policies: (call) => Effect.map(summaries("policy", call), (documents) => json(200, { documents })),
  policy: (call) =>
    Effect.map(documentOf("policy", call), ({ text, version }) =>
      unlessKnown(call, version, { kind: "text", media: "application/xml", text })
    ),
  publishPolicy: Effect.fnUntraced(function* (call: Call) {
    const id = yield* ownId(call)
    const { findings, policy } = yield* readPolicyText(call.text)
    const { answer, document } = yield* publish("policy", id, call)
    const resource = resourceOfId(id.includes("/") ? `app_${id.replace("/", "_")}` : id)
    const review = reviewPolicy(policy, { findings, resource })
    return json(
      answer,
      { document: summaryOf(document), findings: review.findings.map(findingOf) },
      tagOf(document.version)
    )
  }),
  reviewPolicy: (call) =>
    Effect.map(readPolicyText(call.text), ({ findings, policy }) => {
      const { action, mode, resource } = call.query as {
        readonly action?: string
        readonly mode?: "strict" | "altinn"
        readonly resource?: string
      }
      const review = reviewPolicy(policy, {
        findings,
        ...(action === undefined ? {} : { action }),
        ...(mode === undefined ? {} : { mode }),
        ...(resource === undefined ? {} : { resource: resourceOfId(resource) })
      })
      const { levels, rows } = review.matrix
      return json(200, {
        policy: { ...review.policy, version: review.policy.version ?? "" },
        isDelegation: review.isDelegation,
        ...(review.matrix.resource === undefined ? {} : { resource: resourceName(review.matrix.resource) }),
        notifiable: review.notifiableSubjects.map(({ label }) => label),
        readers: rows.map(({ decisions, notifiable, subject }) => ({
          subject: subject.label,
          isNotifiable: notifiable,
          access: levels.map(({ kind, value }, place) => ({
            level: `${kind} ${value}`,
            decision: decisions[place] ?? "NotApplicable"
          }))
        })),
        findings: review.findings.map(findingOf),
        changes: review.changes.map(({ gap, subjects, xml }) => ({
          gap,
          subjects: subjects.map(({ label }) => label),
          xml
        }))
      })
    }),
  ruleSets: (call) =>
    Effect.map(summaries("rule-set", call), (own) =>
      json(200, { documents: [...shippedRuleSetNames.map((name) => summaryOf(shippedDocument(name))), ...own] })
    ),
  ruleSet: (call) => {
    const { id = "" } = call.params
    const found = isShipped(id) ? Effect.succeed(shippedDocument(id)) : documentOf("rule-set", call)
    return Effect.map(found, ({ text, version }) =>
      unlessKnown(call, version, { kind: "text", media: "application/json", text })
    )
  },
  publishRuleSet: Effect.fnUntraced(function* (call: Call) {
    const id = yield* ownId(call)
    const parsed = parseRuleSetText(call.text)
    const problems = Result.isFailure(parsed) ? parsed.failure : otherId(parsed.success.id, id)
    if (problems.length > 0) {
      return yield* Effect.fail(refusal("invalid-request", { problems: problems.map((problem) => faultOf(problem)) }))
    }
    const { answer, document } = yield* publish("rule-set", id, call)
    return json(answer, { document: summaryOf(document) }, tagOf(document.version))
  })
} satisfies Readonly<Record<string, Handler>>

const otherId = (written: string, id: string): ReadonlyArray<Problem> =>
  written === id
    ? []
    : [
        {
          severity: "error",
          code: "wrong-value",
          path: "$.id",
          message: "the id of the rule set is not the one in the address"
        }
      ]

const readPolicyText = (
  text: string
): Effect.Effect<{ readonly policy: AnyPolicy; readonly findings: ReadonlyArray<Finding> }, Refusal> => {
  const reading = readPolicy(text)
  if (reading.ok) return Effect.succeed({ policy: reading.value, findings: reading.findings })
  return Effect.fail(
    refusal("invalid-request", {
      detail: "the policy cannot be read",
      problems: reading.findings
        .filter(({ severity }) => severity === "error")
        .map(({ code, message, place, remedy }) => ({
          pointer: "",
          code,
          detail: `${message}; ${remedy}`,
          ...(place === undefined ? {} : { line: place.line, column: place.column })
        }))
    })
  )
}

const findingOf = ({ code, message, place, remedy, severity }: Finding) => ({
  severity,
  code,
  message,
  remedy,
  ...(place === undefined ? {} : { line: place.line, column: place.column })
})

const summaryOf = ({ at, author, fingerprint, id, version }: StoredDocument) => ({
  id,
  version,
  fingerprint,
  author,
  at
})

/** A rule set that comes with Adressat, as a document of version 0. */
const shippedDocument = (name: (typeof shippedRuleSetNames)[number]): StoredDocument => {
  const ruleSet = shippedRuleSet(name)
  const text = JSON.stringify(ruleSet, null, 2)
  return {
    kind: "rule-set",
    owner: "adressat",
    id: name,
    version: 0,
    fingerprint: textFingerprint(text),
    text,
    author: "adressat",
    at: `${ruleSet.version}T00:00:00Z`
  }
}

const summaries = Effect.fnUntraced(function* (kind: DocumentKind, { caller }: Call) {
  const documents = yield* (yield* DocumentStore).read({ kind, owner: caller.org })
  return documents.map(summaryOf)
})

const documentOf = Effect.fnUntraced(function* (kind: DocumentKind, { caller, params, query }: Call) {
  const { id = "" } = params
  const version = query["version"] as number | undefined
  const store = yield* DocumentStore
  const [document] = yield* store.read({
    kind,
    owner: caller.org,
    ids: [id],
    ...(version === undefined ? {} : { version })
  })
  return document ?? (yield* Effect.fail(refusal("not-found")))
})

const tagOf = (version: number) => ({ ETag: `"${version}"` })

const unlessKnown = ({ headers }: Call, version: number, body: NonNullable<Answer["body"]>): Answer => {
  const tag = tagOf(version)
  const known = headers
    .get("if-none-match")
    ?.split(",")
    .map((one) => one.trim().replace(/^W\//, ""))
  return known?.includes(tag.ETag) === true || known?.includes("*") === true
    ? { status: 304, headers: tag }
    : { status: 200, headers: { ...tag, "Cache-Control": "private, no-cache" }, body }
}

/** The id of a document that the caller may publish. */
const ownId = ({ caller, params }: Call): Effect.Effect<string, Refusal> => {
  const { id = "" } = params
  const refuse = (detail: string) =>
    Effect.fail(refusal("invalid-request", { problems: [{ in: "path", pointer: "/id", detail }] }))
  if (isShipped(id)) return refuse("this rule set comes with Adressat; give yours another id")
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}(\/[A-Za-z0-9._-]{1,120})?$/.test(id)) {
    return refuse("an id is in letters, digits, dots, hyphens and underscores; of an app, {org}/{app}")
  }
  const org = /^([^/]+)\//.exec(id)?.[1] ?? /^app_([^_]+)_/.exec(id)?.[1]
  return org === undefined || org === caller.org
    ? Effect.succeed(id)
    : refuse("the app belongs to another service owner")
}

/** Publishes a version; gives the status to answer with. */
const publish = Effect.fnUntraced(function* (kind: DocumentKind, id: string, call: Call) {
  const { caller, headers, text } = call
  const store = yield* DocumentStore
  const expected = yield* expectedVersion(kind, id, call)
  const at = formatInstant(yield* Clock.currentTimeMillis)
  const [published] = yield* store.publish([{ kind, owner: caller.org, id, text, author: caller.org, at, expected }])
  if (published === undefined || published.outcome === "conflict") {
    const head = published?.head ?? 0
    return yield* Effect.fail(
      refusal("already-there", {
        detail:
          headers.get("if-match") === null
            ? "the document is there already; read it, and name its ETag in If-Match"
            : head === 0
              ? "the document is not there; say If-None-Match: * to publish it for the first time"
              : "a newer version was published meanwhile; read it, and build on it",
        ...(head === 0 ? {} : { headers: tagOf(head) })
      })
    )
  }
  return { answer: published.document.version === 1 ? 201 : 200, document: published.document }
}) satisfies (
  kind: DocumentKind,
  id: string,
  call: Call
) => Effect.Effect<{ readonly answer: number; readonly document: StoredDocument }, Refusal | StoreError, DocumentStore>

/** The version that the call says it builds on. */
const expectedVersion = Effect.fnUntraced(function* (kind: DocumentKind, id: string, { caller, headers }: Call) {
  const match = headers.get("if-match")?.trim()
  if (match === undefined) {
    if (headers.get("if-none-match")?.trim() === "*") return 0
    return yield* Effect.fail(
      refusal("precondition-required", {
        detail:
          "say If-None-Match: * for a document that is new, or If-Match with the ETag of the version that you build on"
      })
    )
  }
  const version = /^"(\d{1,9})"$/.exec(match)?.[1]
  if (version !== undefined && version !== "0") return Number(version)
  if (match === "*") {
    const store = yield* DocumentStore
    const [document] = yield* store.read({ kind, owner: caller.org, ids: [id] })
    // A document that is not there has no version to match.
    return document?.version ?? NEVER
  }
  return NEVER
})

/** A version that no document has. */
const NEVER = 2_000_000_000
