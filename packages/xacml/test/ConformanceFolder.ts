/**
 * The policies of the conformance folder, which lies beside the repository and is no part of it. Without the folder there
 * are none, and the tests that need them are skipped with a reason in their name.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { AnyPolicy } from "../src/Policy.ts"
import { readPolicy } from "../src/xml/PolicyXml.ts"

/** Where the folder lies. */
export const folder = resolve(import.meta.dirname, "../../../../shared/conformance/xacml")

/** Whether the folder is there. */
export const isPresent = existsSync(folder)

/** Why a test that needs the folder is skipped. */
export const absence = "../shared/conformance/xacml is absent"

/** Names a test that needs the folder; where that is absent, the name says why the test is skipped. */
export const withFolder = (name: string): string => (isPresent ? name : `${name} (skipped: ${absence})`)

/** The XML documents of one part that hold a policy or policy set, by file name. */
export const policyTexts = (part: "altinn" | "authzforce" | "conformance" | "corpus"): ReadonlyMap<string, string> =>
  isPresent
    ? new Map(
        readdirSync(resolve(folder, part), { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".xml"))
          .toSorted()
          .map((file): [string, string] => [file, readFileSync(resolve(folder, part, file), "utf8")])
          .filter(([, text]) => /<(?:\w+:)?Policy(?:Set)?[\s>]/.test(text))
      )
    : new Map()

/** Those that can be read. */
export const policiesOf = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, AnyPolicy> =>
  new Map(
    [...texts].flatMap(([file, text]): Array<[string, AnyPolicy]> => {
      const reading = readPolicy(text)
      return reading.ok ? [[file, reading.value]] : []
    })
  )

/** A file of the folder. */
export const textOf = (file: string): string => readFileSync(resolve(folder, file), "utf8")

/** What a file of the folder says, as JSON. */
export const jsonOf = (file: string): unknown => (isPresent ? JSON.parse(textOf(file)) : undefined)
