import { execFileSync } from "node:child_process"
import { readdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { DocumentStore, followDocuments, shippedRuleSet, StoreError, textFingerprint } from "@adressat/core"
import type { DocumentSignals, Problem, Publication } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { FolderReports, layerFolder } from "../src/index.ts"
import type { FolderOptions, FolderReport } from "../src/index.ts"
import { readIn, temporaryFolder, writeIn } from "./TemporaryFolder.ts"

/** A rule set that says its version. */
const rules = (version: string) => JSON.stringify({ ...shippedRuleSet("altinn"), version }, null, 2)

const AN_HOUR = 3_600_000

/** Runs with a folder that nobody looks at unless it is asked to. */
const withFolder = async <A>(
  options: FolderOptions,
  effect: Effect.Effect<A, unknown, DocumentStore | DocumentSignals | FolderReports>,
  clock: Layer.Layer<never> = Layer.empty
): Promise<A> =>
  Effect.provide(effect, layerFolder({ interval: AN_HOUR, settle: 20, ...options }), { local: true }).pipe(
    Effect.provide(clock),
    Effect.runPromise
  )

const reload = Effect.flatMap(FolderReports, (reports) => reports.reload)
const newest = Effect.flatMap(FolderReports, (reports) => reports.newest)
const read = (kind: "rule-set" | "policy" = "rule-set", version?: number) =>
  Effect.flatMap(DocumentStore, (store) => store.read({ kind, ...(version === undefined ? {} : { version }) }))
const publish = (...publications: ReadonlyArray<Partial<Publication>>) =>
  Effect.flatMap(DocumentStore, (store) =>
    store.publish(
      publications.map((one) => ({
        kind: "rule-set",
        owner: "skd",
        id: "tax",
        text: "{}",
        author: "pipeline",
        at: "2026-11-26T11:00:00Z",
        expected: 0,
        ...one
      }))
    )
  )
const changes = Effect.flatMap(DocumentStore, (store) => store.changes(0, 1000))

const failureOf = async (options: FolderOptions): Promise<StoreError> => {
  const exit = await Effect.runPromiseExit(Effect.provide(read(), layerFolder(options), { local: true }))
  const error = Exit.isFailure(exit) ? exit.cause.reasons.flatMap((one) => ("error" in one ? [one.error] : []))[0] : 0
  if (error instanceof StoreError) return error
  return expect.unreachable("it was to fail with a store error")
}

const changeFiles = (folder: string) => readdirSync(join(folder, ".adressat/changes")).sort()

/** Waits until something holds, for as long as a busy machine may take. */
const until = (holds: Effect.Effect<boolean, unknown, DocumentStore | FolderReports>) =>
  Effect.gen(function* () {
    const deadline = Date.now() + 20_000
    while (!(yield* holds)) {
      if (Date.now() > deadline) return expect.unreachable("it did not come to hold")
      yield* Effect.promise(() => setTimeout(10))
    }
  })

const TAX = "skd/rule-sets/tax.json"

describe("what is in the files", () => {
  it("is in force when the folder is opened, and survives it", async () => {
    const folder = temporaryFolder({
      [TAX]: rules("1"),
      "skd/policies/skd%2Ftax-return.xml": "<Policy/>",
      "nav/policies/app_nav_x.xml": "<Policy />",
      "README.md": "about this checkout",
      "skd/docs/tax.json": "{}",
      "skd/rule-sets/.tax.json.swp": "{}"
    })
    const check = Effect.gen(function* () {
      const [ruleSets, policies] = [yield* read(), yield* read("policy")]
      expect(ruleSets.map(({ at: _, ...document }) => document)).toEqual([
        {
          kind: "rule-set",
          owner: "skd",
          id: "tax",
          version: 1,
          author: "folder",
          text: rules("1"),
          fingerprint: textFingerprint(rules("1"))
        }
      ])
      expect(policies.map(({ id, owner, version }) => [owner, id, version])).toEqual([
        ["nav", "app_nav_x", 1],
        ["skd", "skd/tax-return", 1]
      ])
      expect(yield* changes).toHaveLength(3)
    })
    const started = new Date().toISOString()
    await withFolder({ folder }, check)
    const [document] = await withFolder({ folder }, Effect.andThen(check, read()))
    expect(Date.parse(document?.at ?? "")).toBeGreaterThanOrEqual(Date.parse(started))
    // All of them in one file, so that no reader sees some of them.
    expect(changeFiles(folder)).toEqual(["000000000001.json"])
  })

  it("becomes a new version when it is edited, and again when an earlier text is put back", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        for (const [version, text] of [rules("2"), rules("1"), rules("2")].entries()) {
          writeIn(folder, TAX, text)
          const report = yield* reload
          expect(report).toMatchObject({
            outcome: "current",
            problems: [],
            taken: [{ kind: "rule-set", owner: "skd", id: "tax", version: version + 2 }]
          })
          expect(yield* read()).toMatchObject([{ version: version + 2, text }])
        }
        expect(yield* read("rule-set", 1)).toMatchObject([{ text: rules("1") }])
        // Touched, but not changed.
        writeIn(folder, TAX, rules("2"))
        expect((yield* reload).taken).toEqual([])
        expect(yield* changes).toHaveLength(4)
      })
    )
  })

  it("is taken together, or not at all where one of the documents is bad", () => {
    const folder = temporaryFolder({ [TAX]: rules("1"), "skd/rule-sets/vat.json": rules("1") })
    const reports: Array<FolderReport> = []
    return withFolder(
      { folder, onReport: (report) => reports.push(report) },
      Effect.gen(function* () {
        writeIn(folder, TAX, rules("2"))
        writeIn(folder, "skd/policies/x.xml", "<Policy/>")
        writeIn(folder, "skd/rule-sets/vat.json", rules("2").replace('"altinn"', '"altinn'))
        const report = yield* reload
        expect(report).toMatchObject({ outcome: "refused", taken: [] })
        expect(report.problems).toMatchObject([{ severity: "error", file: "skd/rule-sets/vat.json", line: 3 }])
        expect((yield* read()).map(({ text }) => text)).toEqual([rules("1"), rules("1")])
        expect(yield* read("policy")).toEqual([])
        expect(yield* newest).toEqual(report)
        // Told once, and not at every look.
        yield* reload
        expect(reports.map(({ outcome }) => outcome)).toEqual(["current", "refused"])
        writeIn(folder, "skd/rule-sets/vat.json", rules("2"))
        expect((yield* reload).outcome).toBe("current")
        expect((yield* read()).map(({ text }) => text)).toEqual([rules("2"), rules("2")])
        expect(yield* read("policy")).toMatchObject([{ id: "x", version: 1 }])
        expect(reports.map(({ outcome }) => outcome)).toEqual(["current", "refused", "current"])
        expect(changeFiles(folder)).toHaveLength(2)
      })
    )
  })

  it.each<[string, string, string | Uint8Array, Partial<Problem>]>([
    [
      "is no UTF-8",
      TAX,
      Buffer.from('{\n  "id": "t\u00e6x"', "latin1"),
      { code: "unreadable-file", line: 2, column: 11, message: "the file is no UTF-8 here: save it as UTF-8" }
    ],
    ["is cut off in a character", TAX, Buffer.from("{\n\u00e6").subarray(0, 3), { line: 2, column: 1 }],
    ["is too large", TAX, " ".repeat(20_001), { code: "too-large" }],
    ["has an unknown member", TAX, rules("2").replace('"options"', '"optoins"'), { nearest: "options" }],
    [
      "has a name in capitals",
      "skd/rule-sets/Tax.json",
      rules("2"),
      { message: "the name is not written as names are here: rename it to skd/rule-sets/%54ax.json" }
    ],
    ["has a name that cannot be told", "skd/policies/a%2.xml", "<Policy/>", { code: "doubtful-identifier" }],
    ["does not pass the check", "skd/policies/bad.xml", "bad", { message: "it is bad", line: 7 }],
    ["cannot be checked", "skd/policies/bad.xml", "throw", { message: "the check of this document threw an error" }]
  ])("is refused where it %s, with file, place and remedy", async (_, file, content, problem) => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    const largest = 20_000
    await withFolder(
      {
        folder,
        largest,
        check: ({ text }) => {
          if (text === "throw") throw new Error("checking failed")
          if (text !== "bad") return []
          return [{ severity: "error", code: "wrong-value", path: "$", message: "it is bad", line: 7 }]
        }
      },
      Effect.gen(function* () {
        writeIn(folder, file, content)
        writeIn(folder, "skd/policies/good.xml", "<Policy/>")
        const report = yield* reload
        expect(report.outcome).toBe("refused")
        expect(report.problems).toMatchObject([{ file, severity: "error", ...problem }])
        expect(yield* read()).toMatchObject([{ version: 1, text: rules("1") }])
        expect(yield* read("policy")).toEqual([])
      })
    )
  })

  it("may begin with a byte order mark, which is left out", () => {
    const folder = temporaryFolder({ [TAX]: `\ufeff${rules("1")}` })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        expect(yield* read()).toMatchObject([{ version: 1, text: rules("1") }])
        writeIn(folder, TAX, `\ufeff${rules("1")}`)
        expect((yield* reload).taken).toEqual([])
        yield* publish({ expected: 1, text: rules("2") })
        expect(readIn(folder, TAX)).toBe(rules("2"))
      })
    )
  })

  it("is warned of where it is not read, and the rest is taken", () => {
    const folder = temporaryFolder({ [TAX]: rules("1"), "skd/rule-sets/vat.jsonc": "{}", "skd/policies/x.xml/y": "" })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        const { outcome, problems } = yield* newest
        expect(outcome).toBe("current")
        expect(problems).toMatchObject([
          { severity: "warning", file: "skd/rule-sets/vat.jsonc" },
          { severity: "warning", file: "skd/policies/x.xml" }
        ])
        expect(yield* read()).toHaveLength(1)
      })
    )
  })

  it("stays in force when the file is removed, with a warning until it is back", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        unlinkSync(join(folder, TAX))
        expect(yield* reload).toMatchObject({
          outcome: "current",
          problems: [{ severity: "warning", file: TAX, code: "unreadable-file" }]
        })
        expect(yield* read()).toMatchObject([{ version: 1, text: rules("1") }])
        writeIn(folder, TAX, rules("1"))
        expect((yield* reload).problems).toEqual([])
        // An empty mount point looks like this.
        rmSync(join(folder, "skd"), { recursive: true })
        expect((yield* reload).outcome).toBe("current")
        expect(yield* read()).toHaveLength(1)
        expect(yield* changes).toHaveLength(1)
      })
    )
  })
})

describe("files that are just being changed", () => {
  it("are not taken before they have kept still, so that no set is taken in halves", () => {
    const VAT = "skd/rule-sets/vat.json"
    const folder = temporaryFolder({ [TAX]: rules("1"), [VAT]: rules("1") })
    return withFolder(
      { folder, settle: 500 },
      Effect.gen(function* () {
        // As somebody who copies one file after the other.
        writeIn(folder, TAX, rules("2"))
        const looking = yield* Effect.forkChild(reload)
        yield* Effect.sleep(250)
        writeIn(folder, VAT, rules("2"))
        yield* Fiber.join(looking)
        yield* until(Effect.map(read(), (found) => found.every(({ text }) => text === rules("2"))))
        expect(changeFiles(folder)).toHaveLength(2)
      })
    )
  })

  it("are not taken while git is at work, in a checkout, below one, and in a worktree", async () => {
    for (const [place, lock, files] of [
      ["", ".git/index.lock", {}],
      ["rules", ".git/index.lock", {}],
      ["", "main/.git/worktrees/x/index.lock", { ".git": "gitdir: main/.git/worktrees/x\n" }]
    ] as const) {
      const checkout = temporaryFolder(files)
      const folder = join(checkout, place)
      writeIn(folder, TAX, rules("1"))
      await withFolder(
        { folder },
        Effect.gen(function* () {
          writeIn(checkout, lock, "")
          writeIn(folder, TAX, rules("2"))
          expect((yield* reload).outcome).toBe("unsettled")
          expect(yield* read()).toMatchObject([{ version: 1 }])
          rmSync(join(checkout, lock))
          expect((yield* reload).outcome).toBe("current")
          expect(yield* read()).toMatchObject([{ version: 2, text: rules("2") }])
        })
      )
    }
  })

  it("are a problem when they have not kept still for half a minute", () => {
    const folder = temporaryFolder({ ".git/index.lock": "" })
    return withFolder(
      { folder, settle: 1000 },
      Effect.gen(function* () {
        writeIn(folder, TAX, rules("1"))
        yield* Effect.forkChild(reload)
        yield* until(
          Effect.gen(function* () {
            yield* TestClock.adjust(1000)
            const { outcome, problems } = yield* newest
            if (problems.length === 0) return false
            expect(outcome).toBe("unsettled")
            expect(problems).toMatchObject([{ severity: "warning", message: expect.stringContaining("index.lock") }])
            return true
          })
        )
        unlinkSync(join(folder, ".git/index.lock"))
        yield* until(
          Effect.gen(function* () {
            yield* TestClock.adjust(1000)
            return (yield* newest).outcome === "current" && (yield* read()).length === 1
          })
        )
        expect((yield* newest).problems).toEqual([])
      }),
      TestClock.layer()
    )
  })

  it("are taken whole from a checkout that git changes", () => {
    const folder = temporaryFolder()
    const git = (...words: ReadonlyArray<string>) =>
      execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...words], { cwd: folder })
    git("init", "-q", "-b", "main")
    const ids = Array.from({ length: 50 }, (_, index) => `id-${index}`)
    for (const version of ["1", "2"]) {
      for (const id of ids) writeIn(folder, `skd/rule-sets/${id}.json`, rules(version))
      git("add", ".")
      git("commit", "-q", "-m", version)
    }
    return withFolder(
      { folder, interval: 20 },
      Effect.gen(function* () {
        for (const [round, revision] of ["main~1", "main", "main~1", "main"].entries()) {
          git("checkout", "-q", revision)
          yield* until(Effect.map(read(), (found) => found.every(({ version }) => version === round + 2)))
          const texts = (yield* read()).map(({ text }) => text)
          expect(new Set(texts)).toEqual(new Set([rules(revision === "main" ? "2" : "1")]))
        }
        // One file for the opening and for each checkout.
        expect(changeFiles(folder)).toHaveLength(5)
        // The history is no concern of git.
        expect(git("status", "--porcelain").toString()).toBe("")
      })
    )
  })
})

describe("what is published", () => {
  it("is written to the files, and is not taken for an edit", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        yield* publish(
          { expected: 1, text: rules("2") },
          { kind: "policy", id: "skd/x", text: "\ufeff<Policy/>\r\n" },
          { owner: "nav", id: "no rule set", text: "no rule set, \ud800" }
        )
        expect(readIn(folder, TAX)).toBe(rules("2"))
        expect(readIn(folder, "skd/policies/skd%2Fx.xml")).toBe("\ufeff<Policy/>\r\n")
        const report = yield* reload
        expect(report).toMatchObject({ outcome: "current", taken: [], problems: [] })
        expect(yield* changes).toHaveLength(4)
      })
    )
  })

  it("does not overwrite an edit that is not taken yet: that becomes the version after it", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      // Nobody sees the edit before it is published.
      { folder, settle: 2000 },
      Effect.gen(function* () {
        writeIn(folder, TAX, rules("edited"))
        expect(yield* publish({ expected: 1, text: rules("2") })).toMatchObject([{ outcome: "published" }])
        expect(readIn(folder, TAX)).toBe(rules("edited"))
        yield* reload
        expect(yield* read("rule-set", 2)).toMatchObject([{ text: rules("2"), author: "pipeline" }])
        expect(yield* read()).toMatchObject([{ version: 3, text: rules("edited"), author: "folder" }])
      })
    )
  })

  it("is written to the file later by whoever opens the folder, where a process died before it had done so", async () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    const other = temporaryFolder()
    await withFolder({ folder }, read())
    // The next change and nothing else, as made by a process that was killed thereafter.
    await withFolder({ folder: other }, publish({ text: rules("1") }, { id: "new", text: rules("new") }))
    await withFolder({ folder: other }, publish({ expected: 1, text: rules("2") }))
    const [, published] = changeFiles(other)
    const change = readIn(other, `.adressat/changes/${published}`)
    writeIn(folder, ".adressat/changes/000000000002.json", change)
    await withFolder(
      { folder },
      Effect.gen(function* () {
        expect(yield* read()).toMatchObject([{ version: 2, text: rules("2") }])
        expect(readIn(folder, TAX)).toBe(rules("2"))
        expect(yield* changes).toHaveLength(2)
        expect(yield* newest).toMatchObject({ outcome: "current", problems: [], taken: [] })
      })
    )
  })

  it("is published though it cannot be written to its file, which is warned of", () => {
    const folder = temporaryFolder()
    return withFolder(
      { folder },
      Effect.gen(function* () {
        writeIn(folder, "skd", "a file in place of the folder")
        expect(yield* publish({ text: rules("1") })).toMatchObject([{ outcome: "published" }])
        expect(yield* read()).toMatchObject([{ version: 1 }])
        expect((yield* reload).problems).toMatchObject([{ severity: "warning", file: TAX }])
        rmSync(join(folder, "skd"))
        yield* reload
        expect(readIn(folder, TAX)).toBe(rules("1"))
        expect((yield* newest).problems).toEqual([])
      })
    )
  })
})

describe("changes that come by themselves", () => {
  it("are seen by watching, and told by hints", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder },
      Effect.gen(function* () {
        const told: Array<number> = []
        yield* Effect.forkChild(
          followDocuments({ interval: AN_HOUR }).pipe(
            Stream.runForEach(({ sequence }) => Effect.sync(() => void told.push(sequence)))
          )
        )
        yield* until(Effect.sync(() => told.length === 1))
        writeIn(folder, TAX, rules("2"))
        yield* until(Effect.sync(() => told.length === 2))
        writeIn(folder, "nav/policies/x.xml", "<Policy/>")
        yield* until(Effect.sync(() => told.length === 3))
        yield* publish({ expected: 2, text: rules("3") })
        yield* until(Effect.sync(() => told.length === 4))
        // As by another process.
        yield* Effect.promise(() => withFolder({ folder }, publish({ expected: 3, text: rules("4") })))
        yield* until(Effect.sync(() => told.length === 5))
        expect(told).toEqual([1, 2, 3, 4, 5])
        expect(yield* read()).toMatchObject([{ version: 4, text: rules("4") }])
      })
    )
  })

  it("are found at the interval where nothing tells of them", () => {
    const elsewhere = temporaryFolder({ "tax.json": rules("1") })
    const folder = temporaryFolder({ "skd/rule-sets/.keep": "" })
    symlinkSync(join(elsewhere, "tax.json"), join(folder, TAX))
    return withFolder(
      { folder, interval: 50 },
      Effect.gen(function* () {
        expect(yield* read()).toMatchObject([{ text: rules("1") }])
        writeIn(elsewhere, "tax.json", rules("2"))
        yield* until(Effect.map(read(), ([document]) => document?.text === rules("2")))
      })
    )
  })

  it("are taken whole where all files are swapped by one link, as Kubernetes mounts a ConfigMap", () => {
    const folder = temporaryFolder({ "..1/tax.json": rules("1"), "..2/tax.json": rules("2") })
    symlinkSync("..1", join(folder, "..data"))
    writeIn(folder, "skd/rule-sets/.keep", "")
    symlinkSync("../../..data/tax.json", join(folder, TAX))
    return withFolder(
      { folder, history: "memory" },
      Effect.gen(function* () {
        expect(yield* read()).toMatchObject([{ version: 1, text: rules("1") }])
        symlinkSync("..2", join(folder, "..new"))
        renameSync(join(folder, "..new"), join(folder, "..data"))
        yield* reload
        expect(yield* read()).toMatchObject([{ version: 2, text: rules("2") }])
      })
    )
  })

  it("are no failure where the folder is away for a while: what was read stays in force", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder, history: "memory", interval: 20 },
      Effect.gen(function* () {
        renameSync(folder, `${folder}-away`)
        yield* until(Effect.map(newest, ({ outcome }) => outcome === "refused"))
        expect(yield* read()).toMatchObject([{ version: 1, text: rules("1") }])
        renameSync(`${folder}-away`, folder)
        yield* until(Effect.map(newest, ({ outcome }) => outcome === "current"))
      })
    )
  })
})

describe("a history in memory", () => {
  it("has the files and their edits, leaves the folder alone, and takes no publication", () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    return withFolder(
      { folder, history: "memory" },
      Effect.gen(function* () {
        writeIn(folder, TAX, rules("2"))
        yield* reload
        expect((yield* read()).map(({ version }) => version)).toEqual([2])
        expect(yield* read("rule-set", 1)).toMatchObject([{ text: rules("1") }])
        const error = yield* Effect.flip(publish({ expected: 2 }))
        expect(error).toBeInstanceOf(StoreError)
        expect(error).toHaveProperty("reason", "Rejected")
        expect(String(error)).toContain("name a folder for it, or edit the files")
        expect(readdirSync(folder)).toEqual(["skd"])
      })
    )
  })
})

describe("a folder that cannot be used", () => {
  it("is refused with the remedy where it is not there, or no folder", async () => {
    const folder = temporaryFolder({ file: "" })
    for (const name of ["nothing", "file"]) {
      const error = await failureOf({ folder: join(folder, name) })
      expect(error.reason).toBe("Rejected")
      expect(error.message).toMatch(/does not exist: create it, or name another one$/)
    }
  })

  it("is refused where its history cannot be made, naming it and another place", async () => {
    const folder = temporaryFolder({ file: "" })
    const error = await failureOf({ folder, history: join(folder, "file/history") })
    expect(error.reason).toBe("Rejected")
    expect(error.message).toContain('keep the history in "memory" or elsewhere')
  })

  it.skipIf(process.getuid?.() === 0)("is refused where it may not be written", async () => {
    const folder = temporaryFolder({ [TAX]: rules("1") })
    execFileSync("chmod", ["555", folder])
    const error = await failureOf({ folder })
    execFileSync("chmod", ["755", folder])
    expect(error.reason).toBe("Rejected")
    expect(error.message).toContain('in "memory"')
  })

  it("is malformed where a change is lost or damaged, and says which", async () => {
    const second = ".adressat/changes/000000000002.json"
    for (const damage of [
      (folder: string) => unlinkSync(join(folder, second)),
      (folder: string) => writeIn(folder, second, "{"),
      (folder: string) => writeIn(folder, second, readIn(folder, second).replace('"{}"', '"[]"'))
    ]) {
      const folder = temporaryFolder()
      await withFolder(
        { folder },
        Effect.forEach([0, 1, 2], (expected) => publish({ expected }))
      )
      damage(folder)
      const error = await failureOf({ folder })
      expect(error.reason).toBe("Malformed")
      expect(error.message).toMatch(/^the change 2 of the history .*: restore its file from a backup$/)
    }
  })
})
