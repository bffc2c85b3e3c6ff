/**
 * Condition calls ask the send conditions of service owners over HTTP.
 *
 * Invariants: an address that leads into a private network is not called, and neither is one that such an answer redirects
 * to; whatever goes wrong is an answer without a body and never an error; no more than a few thousand characters are read.
 */
import type { ConditionResponse, SendConditions } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { isPublicAddress } from "./PublicAddress.ts"

/** How send conditions are asked. */
export interface ConditionCallOptions {
  /** Default: the global one. */
  readonly fetch?: typeof fetch
  /** How long an answer may take, in milliseconds; default 10,000. */
  readonly timeLimit?: number
  /** A token to call an endpoint with; default: none. */
  readonly token?: (endpoint: string) => Promise<string | undefined>
  /**
   * The addresses of a host name, to see whether it is a public one; `@adressat/http/node` has one. Without it only hosts
   * that are given as numbers are looked at, and a host in the middle of a private network had better not go without.
   */
  readonly addressesOf?: (host: string) => Promise<ReadonlyArray<string>>
  /** Hosts that may be called although they are private; default none. */
  readonly allowedHosts?: ReadonlyArray<string>
  /** Most calls at the same time; default 8. */
  readonly concurrency?: number
}

const MOST_REDIRECTS = 3
const MOST_CHARACTERS = 10_000

/** Asks send conditions over HTTP. */
export const conditionCalls = (options: ConditionCallOptions): SendConditions["Service"] => ({
  ask: (endpoints) =>
    Effect.forEach(endpoints, (endpoint) => Effect.promise((signal) => ask(endpoint, options, signal)), {
      concurrency: options.concurrency ?? 8
    })
})

const ask = async (
  endpoint: string,
  options: ConditionCallOptions,
  aborted: AbortSignal
): Promise<ConditionResponse> => {
  const { fetch: call = fetch, timeLimit = 10_000, token } = options
  const signal = AbortSignal.any([aborted, AbortSignal.timeout(timeLimit)])
  try {
    let url = new URL(endpoint)
    const bearer = await token?.(endpoint)
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const refusal = await refusalOf(url, options)
      if (refusal !== undefined) return { exception: refusal }
      const response = await call(url, {
        signal,
        redirect: "manual",
        headers: {
          accept: "application/json",
          // A token is for the endpoint alone, and not for where it leads.
          ...(bearer === undefined || redirects > 0 ? {} : { authorization: `Bearer ${bearer}` })
        }
      })
      const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null
      if (location === null) return { status: response.status, body: await bodyOf(response) }
      await response.body?.cancel()
      url = new URL(location, url)
    }
    return { exception: "too many redirects" }
  } catch {
    return { exception: signal.aborted ? "no answer in time" : "no connection" }
  }
}

const refusalOf = async (url: URL, { addressesOf, allowedHosts = [] }: ConditionCallOptions) => {
  if (url.protocol !== "http:" && url.protocol !== "https:") return "the scheme is neither http nor https"
  if (allowedHosts.includes(url.hostname)) return undefined
  const host = url.hostname.replace(/^\[|\]$/g, "")
  if (isPublicAddress(host) === false || /(^|\.)(localhost|local|internal)\.?$/i.test(host)) {
    return "the host is in a private network"
  }
  if (isPublicAddress(host) === true || addressesOf === undefined) return undefined
  const addresses = await addressesOf(host)
  return addresses.length > 0 && addresses.every((address) => isPublicAddress(address) === true)
    ? undefined
    : "the host is in a private network"
}

const bodyOf = async (response: Response): Promise<string | null> => {
  if (response.body === null) return null
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MOST_CHARACTERS) break
  }
  return text.slice(0, MOST_CHARACTERS)
}
