import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Order, Snapshot } from "@adressat/core"
import type { LoggedDecision, ShadowReport } from "@adressat/orders"
import stringWidth from "string-width"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { adressat, folderOf } from "./RunCli.ts"
import { seedDecisions } from "./Seeding.ts"
import { storeCommand } from "./StoreCommands.ts"

const ruleSet = shippedRuleSet("altinn")
const altinn = compile(ruleSet)
/** As Altinn, and as if nobody were reserved. */
const candidate = {
  ...ruleSet,
  id: "unreserved",
  rules: ruleSet.rules.filter(({ name }) => name !== "person/reserved")
}

const [kari, ola] = ["01890110009", "02890110004"]
const letterTo = (id: string, at: number, nationalIdentityNumber: string, isReserved: boolean): LoggedDecision => {
  const order: Order = { channel: "Email", recipients: [{ nationalIdentityNumber }] }
  const snapshot: Snapshot = {
    at: "2026-11-25",
    persons: [{ nationalIdentityNumber, isReserved, email: "somebody@example.com" }]
  }
  return {
    id,
    creator: "ttd",
    at,
    purpose: "send",
    order,
    snapshot,
    ruleSet,
    decision: decide(altinn, order, snapshot)
  }
}

const day = (date: string): number => Date.parse(date)
const decisions = [
  letterTo("first", day("2026-11-01"), kari, true),
  letterTo("second", day("2026-11-20"), ola, true),
  letterTo("third", day("2026-11-21"), kari, false),
  { ...letterTo("fourth", day("2026-11-22"), kari, true), creator: "nav" }
]

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({ "candidate.json": candidate, "wrong.json": '{\n  "id": "x",\n  "ruls": []\n}' })
  await seedDecisions(join(folder.path, "log.db"), decisions)
  await seedDecisions(join(folder.path, "recorded.db"), decisions, compile(candidate))
})
afterAll(() => folder[Symbol.asyncDispose]())

const words = ["shadow", "report"]
const report = (db: string, ...more: ReadonlyArray<string>) =>
  storeCommand(folder.path, [...words, "--db", db, "--candidate", "candidate.json", "--creator", "ttd", ...more])

describe("adressat shadow report", () => {
  it("decides the log again and says what would change, with the smallest case, and nobody's name", async () => {
    // As a user does, in a process of its own.
    const { code, stderr, stdout } = await adressat(
      [...words, "--db", "log.db", "--candidate", "candidate.json", "--creator", "ttd", "--replay"],
      { cwd: folder.path }
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toBe(
      [
        `unreserved ${ruleSet.version} · ${compile(candidate).fingerprint.slice(0, 12)}`,
        "3 decisions of ttd, decided again from the log: 2 differ (66.7%).",
        "  2 persons would be reached besides",
        "",
        "1  person: left out (PERSON_RESERVED) → reached by e-mail",
        "   2 in 2 decisions",
        "   smallest case, of decision first:",
        '   order    { "channel": "Email", "recipients": [ { "nationalIdentityNumber":',
        '            "[person 1]" } ] }',
        '   snapshot { "at": "2026-11-25", "persons": [ { "nationalIdentityNumber":',
        '            "[person 1]", "isReserved": true, "email": "[e-mail 1]" } ] }',
        ""
      ].join("\n")
    )
  })

  it("tells the same from what a worker has recorded, without deciding anything again", async () => {
    const [recorded, replayed] = [await report("recorded.db", "--json"), await report("log.db", "--json", "--replay")]
    expect(recorded.code).toBe(0)
    expect(recorded.stdout).toBe(replayed.stdout)
    const { added, clusters, decisions: count, differing } = JSON.parse(recorded.stdout) as ShadowReport
    expect({ added, count, differing }).toEqual({
      added: { persons: 2, organizations: 0, addresses: 0 },
      count: 3,
      differing: 2
    })
    expect(clusters).toHaveLength(1)
    expect(recorded.stdout).not.toMatch(/"\d{11}"|@/)
  })

  it("leaves out what was decided earlier, and what others decided", async () => {
    const counted = async (...more: ReadonlyArray<string>) =>
      (JSON.parse((await report("recorded.db", "--json", ...more)).stdout) as ShadowReport).decisions
    expect(await counted("--from", "2026-11-20")).toBe(2)
    expect(await counted("--from", "2026-11-20", "--replay")).toBe(2)
    expect(await counted("--from", "2026-11-21T01:00:01+01:00")).toBe(0)
    expect(await counted("--creator", "nav", "--replay")).toBe(1)
  })

  it("says what to do where there is nothing to tell of", async () => {
    const nothingRecorded = await report("log.db")
    expect(nothingRecorded).toMatchObject({ code: 0, stderr: expect.stringContaining("--replay") })
    expect(nothingRecorded.stdout).toContain("0 decisions of ttd")
    expect(await report("log.db", "--replay", "--creator", "skd")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("--creator")
    })
  })

  it("fits in 80 columns, however long reasons and cases are", async () => {
    const { stdout } = await adressat(
      ["shadow", "report", "--db", "log.db", "--candidate", "strict", "--creator", "ttd", "--replay"],
      { cwd: folder.path, env: { FORCE_COLOR: "1" } }
    )
    for (const line of stripVTControlCharacters(stdout).split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  it.each([
    [["--candidate", "strct"], /\$\["--candidate"\].*did you mean\s+strict\?/s],
    [["--candidate", "wrong.json"], /wrong\.json:3:3 \$\.ruls: .*did you mean\s+rules\?/s],
    [["--from", "yesterday"], /\$\["--from"\]: a date is expected/],
    [["--db", "nowhere.db"], /\$\["--db"\]: there is no such database/],
    [["--db", "candidate.json"], /\$\["--db"\]: the database "candidate.json" cannot be used/],
    [["--db", "postgres://ola:secret@127.0.0.1:1/x"], /\$\["--db"\]: the database at 127\.0\.0\.1:1/]
  ])("refuses %j with a remedy, and tells no password", async (more, expected) => {
    const { code, stderr, stdout } = await report("log.db", ...more)
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
    expect(stderr).toMatch(expected)
    expect(stderr).not.toContain("secret")
  })

  it("asks for the candidate and the creator", async () => {
    const { code, stderr } = await storeCommand(folder.path, [...words, "--db", "log.db"])
    expect(code).toBe(2)
    expect(stderr).toContain("--candidate")
  })
})
