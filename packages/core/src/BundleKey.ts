/**
 * A bundle key signs bundles, or tells whether they were signed: Ed25519 by WebCrypto, which Node and browsers have.
 *
 * Invariants: what is signed is the id, and with it the owner and every document; a key is known by its thumbprint, as
 * RFC 7638 and RFC 8037 define it. No message holds a key.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { bundleId } from "./Bundle.ts"
import type { Bundle } from "./Bundle.ts"

/** A bundle is not to be trusted, or a key cannot be read. */
export class BundleError extends Schema.TaggedError<BundleError>()("BundleError", {
  /**
   * `NotSigned`: there is no signature; `UnknownKey`: by a key that is not among those trusted; `WrongSignature`: it is not
   * of this bundle; `OtherContent`: the id is not that of the documents; `Malformed`: it cannot be read.
   */
  reason: Schema.Literals(["NotSigned", "UnknownKey", "WrongSignature", "OtherContent", "Malformed"]),
  message: Schema.String
}) {}

/** A key as WebCrypto has it, by whichever name the types of a runtime know it. */
type WebKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** A key, private or public. */
export interface BundleKey {
  /** Thumbprint of the public key. */
  readonly id: string
  readonly key: WebKey
}

const ED25519 = "Ed25519"

/** Reads a private key from a PEM text (PKCS #8, as `openssl genpkey -algorithm ed25519` writes it). */
export const readPrivateKey = (pem: string): Effect.Effect<BundleKey, BundleError> => readKey(pem, "PRIVATE KEY")

/** Reads a public key from a PEM text (as `openssl pkey -pubout` writes it). */
export const readPublicKey = (pem: string): Effect.Effect<BundleKey, BundleError> => readKey(pem, "PUBLIC KEY")

const readKey = (pem: string, label: "PRIVATE KEY" | "PUBLIC KEY"): Effect.Effect<BundleKey, BundleError> =>
  Effect.tryPromise({
    try: async () => {
      const body = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`).exec(pem)?.[1]
      if (body === undefined) throw new TypeError("no key")
      const [format, usage] = label === "PRIVATE KEY" ? (["pkcs8", "sign"] as const) : (["spki", "verify"] as const)
      const key = await crypto.subtle.importKey(format, bytesOf(body.replaceAll(/\s/g, "")), ED25519, true, [usage])
      const { x } = await crypto.subtle.exportKey("jwk", key)
      if (x === undefined) throw new TypeError("no public part")
      const members = JSON.stringify({ crv: ED25519, kty: "OKP", x })
      const thumbprint = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(members))
      return { id: base64url(new Uint8Array(thumbprint)), key }
    },
    catch: () =>
      new BundleError({
        reason: "Malformed",
        message: `there is no Ed25519 key in it; it begins with -----BEGIN ${label}-----`
      })
  })

/** Signs a bundle; a signature that it has is replaced. */
export const signBundle = (bundle: Bundle, { id, key }: BundleKey): Effect.Effect<Bundle, BundleError> =>
  Effect.map(
    Effect.tryPromise({
      try: () => crypto.subtle.sign(ED25519, key, signedText(bundle)),
      catch: () => new BundleError({ reason: "Malformed", message: "only a private key signs" })
    }),
    (value) => ({
      ...bundle,
      signature: { algorithm: ED25519, key: id, value: base64url(new Uint8Array(value)) }
    })
  )

/**
 * Says whether a bundle is what its id says, and signed by one of these keys. Without keys nobody need have signed it; no
 * keys at all (`[]`) trust nobody.
 */
export const verifyBundle = Effect.fnUntraced(function* (bundle: Bundle, keys?: ReadonlyArray<BundleKey>) {
  if (bundleId(bundle) !== bundle.id) {
    return yield* refuse("OtherContent", "the id is not that of the documents: pack the bundle again")
  }
  if (keys === undefined) return
  const { signature } = bundle
  if (signature === undefined) return yield* refuse("NotSigned", "the bundle is not signed: sign it as it is packed")
  const trusted = keys.find(({ id }) => id === signature.key)
  if (trusted === undefined) {
    return yield* refuse("UnknownKey", "the bundle is signed by a key that is not trusted here: name its public key")
  }
  const isRight = yield* Effect.promise(async () => {
    try {
      return await crypto.subtle.verify(ED25519, trusted.key, bytesOf(signature.value), signedText(bundle))
    } catch {
      return false
    }
  })
  if (!isRight) return yield* refuse("WrongSignature", "the signature is not of this bundle: sign it again")
})

const refuse = (reason: BundleError["reason"], message: string) => Effect.fail(new BundleError({ reason, message }))

/** Signatures of anything else than a bundle are never taken for one. */
const signedText = ({ id }: Bundle): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(`adressat bundle 1\n${id}`))

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))
