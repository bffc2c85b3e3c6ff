/**
 * Files with bundles and with keys, as the command line names them.
 */
import { parseBundleText, problemAt, readPrivateKey, readPublicKey, verifyBundle } from "@adressat/core"
import type { Bundle, BundledDocument, BundleError, BundleKey, Problem } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readText } from "./Input.ts"
import { policyProblems } from "./PolicyFile.ts"

type Read<A> = Promise<Result.Result<A, ReadonlyArray<Problem>>>

/** What is wrong with a policy in a bundle. */
export const checkPolicy = ({ text }: BundledDocument): ReadonlyArray<Problem> => policyProblems("", text)

/** Reads a bundle, with all that is in it. */
export const readBundleFile = async (file: string): Read<Bundle> =>
  Result.flatMap(await readText(file), (text) =>
    parseBundleText(text, { file: file === "-" ? "(standard input)" : file, checkPolicy })
  )

/** Says whether a bundle is what its id says, and signed by the key where there is one. */
export const verifyBundleFile = async (file: string, bundle: Bundle, key: BundleKey | undefined): Read<Bundle> => {
  const verified = await Effect.runPromise(Effect.result(verifyBundle(bundle, key === undefined ? undefined : [key])))
  if (Result.isSuccess(verified)) return Result.succeed(bundle)
  const { message, reason } = verified.failure
  return Result.fail([
    problemAt({ file }, reason === "OtherContent" ? ["id"] : ["signature"], { code: "wrong-value", message })
  ])
}

/** Reads the private key that `--sign` names. */
export const readSigningKey = (file: string): Read<BundleKey> => readKey(file, readPrivateKey)

/** Reads the public key that `--key` names. */
export const readTrustedKey = (file: string): Read<BundleKey> => readKey(file, readPublicKey)

const readKey = async (file: string, read: (pem: string) => Effect.Effect<BundleKey, BundleError>): Read<BundleKey> => {
  const pem = await readText(file)
  if (Result.isFailure(pem)) return Result.fail(pem.failure)
  return Result.mapError(await Effect.runPromise(Effect.result(read(pem.success))), ({ message }) => [
    problemAt({ file }, [], { code: "wrong-value", message })
  ])
}
