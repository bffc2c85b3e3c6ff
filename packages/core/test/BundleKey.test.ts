import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { BundleError, makeBundle, readPrivateKey, readPublicKey, signBundle, verifyBundle } from "../src/index.ts"
import type { Bundle, BundleKey } from "../src/index.ts"

const pemPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  return {
    privatePem: privateKey.export({ format: "pem", type: "pkcs8" }) as string,
    publicPem: publicKey.export({ format: "pem", type: "spki" }) as string
  }
}
const { privatePem, publicPem } = pemPair()
const run = Effect.runPromise
const bundle = Result.getOrThrow(makeBundle("skd", [{ kind: "policy", id: "tax", text: "<Policy/>" }]))

const refusal = async (one: Bundle, keys?: ReadonlyArray<BundleKey>) => {
  const result = await run(Effect.result(verifyBundle(one, keys)))
  return Result.isFailure(result) ? result.failure.reason : "verified"
}

describe("a bundle key", () => {
  it("is known by the thumbprint of RFC 8037, whichever half of it is read", async () => {
    // Appendix A.1 to A.3.
    const jwk = {
      kty: "OKP",
      crv: "Ed25519",
      d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
      x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    }
    const key = await crypto.subtle.importKey("jwk", jwk, "Ed25519", true, ["sign"])
    const pem = (label: string, bytes: ArrayBuffer) =>
      `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString("base64")}\n-----END ${label}-----\n`
    const read = await run(readPrivateKey(pem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", key))))
    expect(read.id).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    expect((await run(readPublicKey(publicPem))).id).toBe((await run(readPrivateKey(privatePem))).id)
  })

  it("is refused when it is another one, half of another one, or none, and is not told", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
    const texts = [
      "",
      publicPem,
      privatePem.replace(/[A-Za-z0-9+/]{20}/, "AAAA"),
      rsa.privateKey.export({ format: "pem", type: "pkcs8" }) as string
    ]
    for (const text of texts) {
      const result = await run(Effect.result(readPrivateKey(text)))
      expect(result).toEqual(
        Result.fail(
          new BundleError({
            reason: "Malformed",
            message: "there is no Ed25519 key in it; it begins with -----BEGIN PRIVATE KEY-----"
          })
        )
      )
    }
    expect(Result.isFailure(await run(Effect.result(readPublicKey(privatePem))))).toBe(true)
  })
})

describe("a signed bundle", () => {
  it("verifies by its key alone", async () => {
    const key = await run(readPrivateKey(privatePem))
    const signed = await run(signBundle(bundle, key))
    const [ours, others] = [await run(readPublicKey(publicPem)), await run(readPublicKey(pemPair().publicPem))]
    expect(signed.id).toBe(bundle.id)
    expect(await refusal(signed, [others, ours])).toBe("verified")
    expect(await refusal(signed, [others])).toBe("UnknownKey")
    expect(await refusal(signed, [])).toBe("UnknownKey")
    expect(await refusal(bundle, [ours])).toBe("NotSigned")
    expect(await refusal(bundle)).toBe("verified")
    expect(Result.isFailure(await run(Effect.result(signBundle(bundle, ours))))).toBe(true)
  })

  it("is refused with any other content, and with any other signature", async () => {
    const key = await run(readPrivateKey(privatePem))
    const ours = await run(readPublicKey(publicPem))
    const signed = await run(signBundle(bundle, key))
    const other = Result.getOrThrow(makeBundle("nav", bundle.documents))
    if (signed.signature === undefined) return expect.unreachable()
    const { signature } = signed
    expect(await refusal({ ...signed, owner: "nav" }, [ours])).toBe("OtherContent")
    expect(await refusal({ ...signed, documents: [] })).toBe("OtherContent")
    expect(await refusal({ ...other, signature }, [ours])).toBe("WrongSignature")
    for (const value of [
      "",
      "*",
      signature.value.slice(1),
      signature.value.replace(/^./, (one) => (one === "A" ? "B" : "A"))
    ]) {
      expect(await refusal({ ...signed, signature: { ...signature, value } }, [ours])).toBe("WrongSignature")
    }
  })
})
