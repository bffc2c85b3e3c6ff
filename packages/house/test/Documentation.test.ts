import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { checkDocument, documentsOf, updateDocument } from "../src/Documents.ts"

const root = join(import.meta.dirname, "../../..")
const fixtures = "packages/house/test/fixtures/documents"

describe("every command, code block and link works", () => {
  beforeAll(async () => {
    if (process.env["ADRESSAT_UPDATE_DOCUMENTS"] !== "1") return
    for (const file of documentsOf(root)) await updateDocument(root, file)
  }, 600_000)

  it.each(documentsOf(root))("in %s", { timeout: 180_000 }, async (file) => {
    expect(await checkDocument(root, file)).toStrictEqual([])
  })
})

it("finds the documents", () => {
  const found = documentsOf(root)
  for (const file of ["README.md", "CONTRIBUTING.md", "packages/core/README.md"]) expect(found).toContain(file)
  expect(found.some((file) => file.startsWith("docs/"))).toBe(true)
})

/** What is wrong with a document among the fixtures, without its path. */
const check = async (name: string) =>
  (await checkDocument(root, `${fixtures}/${name}`)).map((failure) => failure.replace(`${fixtures}/${name}:`, ""))

describe("a document fails", { timeout: 60_000 }, () => {
  it("not, when all is well", async () => {
    expect(await check("good.md")).toStrictEqual([])
  })

  it("for programs: a wrong value, a wrong type, an exception, an unknown package, an assertion of nothing", async () => {
    expect(await check("programs.md")).toStrictEqual([
      "4: the value is 2, and not 3",
      expect.stringMatching(/^8: wrong type: TS2322: /),
      "12: the program failed: Error: thrown on purpose",
      expect.stringMatching(
        /^15: the program failed: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find package '@adressat\/nowhere'/
      ),
      "20: // => stands behind no expression, so it asserts nothing",
      expect.stringMatching(/^25: the program is not valid: /),
      "28: there is no fence in this language to continue",
      expect.stringMatching(/^35: the value is \{"a":1\}, and not \{"a":2\}$/),
      "41: the value is undefined, and not 1",
      "44: unknown word after ts: someday"
    ])
  })

  it("for commands: one that fails, one that is unknown, another output", async () => {
    expect(await check("commands.md")).toStrictEqual([
      expect.stringMatching(/^6: the command failed with 3: .*there is no such file/s),
      expect.stringMatching(/^10: the command failed with 1: there is no script tset/),
      expect.stringMatching(/^14: the command failed with 127: /),
      '20: the command prints something else: "two", and not "three"',
      '27: the command prints something else: "(nothing more)", and not "two"',
      "30: a console fence begins with $ and a command",
      expect.stringMatching(/^37: the command failed with 1: no package of this repository is or needs left-pad/)
    ])
  })

  it("for data: refused, accepted against expectation, broken, of no kind, not one world", async () => {
    expect(await check("data.md")).toStrictEqual([
      "4: $.channel: the value is not one of the allowed words",
      "9: this is said to be refused, but it is accepted",
      expect.stringMatching(/^14: \$: the text is not valid JSON here/),
      "17: a json fence says what it is: order, ruleset, snapshot, decision, condition or world/<file>, and perhaps refused",
      "21: a json fence says what it is: order, ruleset, snapshot, decision, condition or world/<file>, and perhaps refused",
      expect.stringMatching(/^30: \$\[0\]\.organizationNumber: organizations\.json does not hold this/),
      expect.stringMatching(/^33: \$\.fact: no such fact$/)
    ])
  })

  it("for fences that nobody executes, links that lead nowhere, and commands in running text that do not exist", async () => {
    expect(await check("other.md")).toStrictEqual([
      "3: a fence in python is not executed",
      "7: a fence in no language is not executed",
      "11: a text fence holds a command, which is not executed; say sh or console",
      "15: the link nowhere.md leads nowhere",
      "16: the link good.md#not-there names a heading that is not there",
      "17: the link ../../../../../../../etc/passwd leads out of the repository",
      "18: the link #neither names a heading that is not there",
      "19: there is no script tset in the root's package.json",
      "20: adressat has no command reslove",
      "21: there is no .ci/walk",
      "23: the fence is never closed"
    ])
  })
})
