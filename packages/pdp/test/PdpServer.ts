/**
 * A policy decision point over real HTTP, on a port of its own, that hands each request to a function. It speaks as
 * Altinn's endpoint does: any exception is one Indeterminate with status 200.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { Category, readRequestJson, Status, writeResponseJson } from "@adressat/xacml"
import type { Attributes, Decision, JsonSpelling, Request, Response, Result } from "@adressat/xacml"
import * as Effect from "effect/Effect"

/** Decides a request, with as many results as it asks for decisions. */
export type Decide = (request: Request) => Promise<Response>

const result = (decision: Decision, code: string, attributes: ReadonlyArray<Attributes> = []): Result => ({
  decision,
  status: { code },
  obligations: [],
  advice: [],
  attributes,
  policyIdentifiers: []
})

/** One Indeterminate, whatever was asked. */
export const failed: Response = { results: [result("Indeterminate", Status.syntaxError)] }

/** The values of an attribute in the attributes of one decision. */
export const valueOf = (attributes: ReadonlyArray<Attributes>, category: string, attributeId: string) =>
  attributes
    .filter((group) => group.category === category)
    .flatMap((group) => group.attributes)
    .find((attribute) => attribute.attributeId === attributeId)?.values[0]?.text

/** Decides each reference of a request by itself, and repeats the attributes that it asks back. */
export const eachReference =
  (decision: (attributes: ReadonlyArray<Attributes>) => Decision): Decide =>
  async (request) => {
    const byId = new Map(request.attributes.map((group) => [group.id, group]))
    const asked =
      request.requestReferences.length === 0
        ? [request.attributes]
        : request.requestReferences.map((ids) => ids.flatMap((id) => byId.get(id) ?? []))
    return {
      results: asked.map((attributes) => {
        const repeated = attributes
          .map(({ attributes: all, category }) => ({
            category,
            attributes: all.filter(({ includeInResult }) => includeInResult)
          }))
          .filter((group) => group.attributes.length > 0)
        return result(decision(attributes), Status.ok, repeated)
      })
    }
  }

/** The action of one decision. */
export const actionOf = (attributes: ReadonlyArray<Attributes>) =>
  valueOf(attributes, Category.action, "urn:oasis:names:tc:xacml:1.0:action:action-id")

/** Answers the text of a request with the text of a response. */
export const answerText = async (decide: Decide, body: string, spelling: JsonSpelling): Promise<string> => {
  const request = readRequestJson(body, spelling === "altinn" ? { dialect: "altinn" } : {})
  const response = request.ok ? await decide(request.value).catch(() => failed) : failed
  return writeResponseJson(response, { spelling })
}

/** A running server; it stops when the scope closes. Gives the address of its endpoint. */
export const servePdp = (decide: Decide, spelling: JsonSpelling = "altinn") =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer((incoming, outgoing) => {
        void text(incoming)
          .then(async (body) => answerText(decide, body, spelling))
          .then((answer) => outgoing.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(answer))
      })
      await new Promise<void>((listening) => {
        server.listen(0, "127.0.0.1", listening)
      })
      return server
    }),
    (server) =>
      Effect.promise(
        async () =>
          new Promise<void>((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          })
      )
  ).pipe(
    Effect.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/authorization/api/v1/decision`)
  )
