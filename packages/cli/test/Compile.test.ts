import { certify, linkModule, parseRuleSetText, writeModule } from "@adressat/core"
import type { RuleModule } from "@adressat/core"
import * as Result from "effect/Result"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { certifyModule } from "../src/ModuleFile.ts"
import { adressat, folderOf } from "./RunCli.ts"

const rules = {
  id: "small",
  version: "1",
  facts: { "tax.year": { type: "number", minimum: 2000, maximum: 2030, unit: "year", meaning: "the year" } },
  rules: [
    {
      name: "person/found",
      conditions: {
        any: [
          { fact: "registerEntry", operator: "equal", value: "present" },
          { fact: "tax.year", operator: "lessThan", value: 2020 }
        ]
      },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ]
}
const ruleSet = Result.getOrThrow(parseRuleSetText(JSON.stringify(rules)))
const text = writeModule(ruleSet)
const certified =
  "small 1, 1 rules: module and json-rules-engine compared on 40 sets of facts (every one there is): 0 differences"

/** The lines of problems and sentences put together again. */
const unwrapped = (printed: string): string => printed.replaceAll(/\n(?: {2})?/g, " ").trim()

/** A folder with the rule set, and a way to compile it there. */
const workshop = async (files: Readonly<Record<string, unknown>> = {}) => {
  const folder = await folderOf({ "rules.json": rules, ...files })
  return {
    path: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    compile: async (...args: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await adressat(["compile", "rules.json", ...args], { cwd: folder.path })
      return { code, stdout, said: unwrapped(stderr) }
    }
  }
}

describe("adressat compile", () => {
  it("prints the module when no file is named, or -", async () => {
    await using place = await workshop()
    expect(await place.compile()).toEqual({ code: 0, stdout: text, said: certified })
    expect(await place.compile("--out", "-")).toEqual({ code: 0, stdout: text, said: certified })
    expect(await readdir(place.path)).toEqual(["rules.json"])
  })

  it("writes a file that a host can load, and again when the rule set has changed", async () => {
    await using place = await workshop()
    const file = join(place.path, "rules.gen.ts")
    expect(await place.compile("--out", "rules.gen.ts")).toEqual({
      code: 0,
      stdout: "",
      said: `${certified} wrote rules.gen.ts`
    })
    expect(await readFile(file, "utf8")).toBe(text)
    const { ruleModule } = (await import(pathToFileURL(file).href)) as { readonly ruleModule: RuleModule }
    const program = Result.getOrThrow(linkModule(ruleSet, ruleModule))
    expect(await certify(ruleSet, { program })).toMatchObject({ exhaustive: true, differences: [] })
    await writeFile(join(place.path, "rules.json"), JSON.stringify({ ...rules, version: "2" }))
    expect((await place.compile("--out", "rules.gen.ts")).code).toBe(0)
    expect(await readFile(file, "utf8")).toBe(writeModule({ ...ruleSet, version: "2" }))
  })

  it("overwrites nothing else, unless forced", async () => {
    await using place = await workshop({ "mine.ts": "export const mine = 1\n" })
    const file = join(place.path, "mine.ts")
    const { code, said, stdout } = await place.compile("--out", "mine.ts")
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    expect(said).toBe(
      "error mine.ts: the file was not written by adressat compile, and is not overwritten; name another one, or use --force"
    )
    expect(await readFile(file, "utf8")).toBe("export const mine = 1\n")
    expect((await place.compile("--out", "mine.ts", "--force")).code).toBe(0)
    expect(await readFile(file, "utf8")).toBe(text)
  })

  it("makes no folders, and takes none for a file", async () => {
    await using place = await workshop({ "inner/file.txt": "" })
    expect(await place.compile("--out", "absent/rules.gen.ts")).toMatchObject({
      code: 3,
      said: "error absent/rules.gen.ts: there is no such folder; make it first"
    })
    expect(await place.compile("--out", "inner/file.txt/rules.gen.ts")).toMatchObject({
      code: 3,
      said: "error inner/file.txt/rules.gen.ts: there is no such folder; make it first"
    })
    expect(await place.compile("--out", "inner")).toMatchObject({
      code: 3,
      said: "error inner: this is a folder, and a file is expected"
    })
    expect((await readdir(place.path)).sort()).toEqual(["inner", "rules.json"])
  })

  it("refuses a rule set with every problem", async () => {
    await using place = await workshop({
      "rules.json": { ...rules, id: "", rules: [{ ...rules.rules[0], name: "A" }] }
    })
    const { code, said, stdout } = await place.compile("--out", "rules.gen.ts")
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    expect(said).toContain("$.id")
    expect(said).toContain("$.rules[0].name")
    expect(await readdir(place.path)).toEqual(["rules.json"])
  })
})

describe("adressat compile --check", () => {
  it("is content with the file that would be written, also with other line ends", async () => {
    await using place = await workshop({ "a.ts": text, "b.ts": text.replaceAll("\n", "\r\n") })
    for (const file of ["a.ts", "b.ts"]) {
      expect(await place.compile("--check", "--out", file)).toEqual({
        code: 0,
        stdout: "",
        said: `${file} is up to date`
      })
    }
  })

  it("fails when the file is another one, or not there, and writes nothing", async () => {
    await using place = await workshop({ "a.ts": text.replace("0x", "0y") })
    expect(await place.compile("--check", "--out", "a.ts")).toEqual({
      code: 1,
      stdout: "",
      said: "a.ts is not what would be written; run adressat compile rules.json --out a.ts"
    })
    expect(await place.compile("--check", "--out", "b.ts")).toEqual({
      code: 1,
      stdout: "",
      said: "b.ts is not there; run adressat compile rules.json --out b.ts"
    })
    expect(await place.compile("--check", "--out", "absent/b.ts")).toMatchObject({ code: 3 })
    expect((await readdir(place.path)).sort()).toEqual(["a.ts", "rules.json"])
  })
})

describe("the certificate before a module is written", () => {
  it("is that of the text, so a fault in the text is found", async () => {
    expect((await certifyModule(ruleSet, text)).differences).toEqual([])
    const faulty = text.replaceAll("number0 < 2020", "number0 <= 2020")
    expect((await certifyModule(ruleSet, faulty)).differences.length).toBeGreaterThan(0)
  })
})
