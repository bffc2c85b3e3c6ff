import { readdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { policyText } from "./PolicyText.ts"
import { adressat, demoFolder, folderOf } from "./RunCli.ts"

const world = join(demoFolder, "world")
const policies = join(world, "policies")
const unwrapped = (text: string): string => text.replaceAll(/\n +/g, " ")

/** Reviews one policy, written to a file of its own. */
const review = async (policy: string, ...more: ReadonlyArray<string>) => {
  await using folder = await folderOf({ "policy.xml": policy })
  const finished = await adressat(["policy", "review", join(folder.path, "policy.xml"), ...more])
  return {
    ...finished,
    stdout: finished.stdout.replaceAll(`${folder.path}/`, ""),
    stderr: finished.stderr.replaceAll(`${folder.path}/`, "")
  }
}

/** The lines that are not the XML of a suggested change. */
const linesOf = (text: string): ReadonlyArray<string> =>
  stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => !/^ *</.test(line))

const expectNarrow = (text: string) => expect(linesOf(text).filter((line) => stringWidth(line) > 80)).toStrictEqual([])

/** The marks behind a subject in the table, without the words after them. */
const marksOf = (text: string, subject: string): string =>
  linesOf(text)
    .filter((line) => line.startsWith(`  ${subject} `))
    .map((line) => line.slice(subject.length + 2).replaceAll(/[^✓–✗?]/g, ""))
    .join("")

const good = policyText([{ roles: ["DAGL"], packages: ["skatt-naering"] }], "tax-report")

describe("a review", () => {
  it("answers in a sentence first, and keeps three facts apart: the app, its tasks, all of them", async () => {
    const { code, stdout } = await review(
      policyText([
        { roles: ["DAGL"] },
        { roles: ["LOPER"], tasks: ["Task_1", "Task_2"] },
        { roles: ["UTINN"], tasks: ["Task_1"] },
        { roles: ["MEDL"], action: "write" }
      ])
    )
    expect(code).toBe(0)
    const said = unwrapped(stdout)
    expect(said).toContain("policy.xml: app ttd/form")
    expect(stdout).toContain("\nCan be notified: DAGL (Daglig leder)\n")
    expect(said).toContain(
      "Not notified, with access to tasks only: LOPER (Lønn og personalmedarbeider), UTINN (Utfyller/Innsender)"
    )
    expect(stdout).toContain("\nNot notified, with no access to the app: MEDL (Styremedlem)\n")
    expect(said).toContain("Levels: 1 the app, 2 task Task_1, 3 task Task_2, all: every task and end event")
    expect(said).toContain("Marks: ✓ yes, – no rule says so")
    expect(marksOf(stdout, "DAGL (Daglig leder)")).toBe("✓✓✓✓")
    expect(marksOf(stdout, "LOPER (Lønn og personalmedarbeider)")).toBe("–✓✓✓")
    expect(marksOf(stdout, "UTINN (Utfyller/Innsender)")).toBe("–✓––")
    expect(marksOf(stdout, "MEDL (Styremedlem)")).toBe("––––")
    expect(stdout).toContain("SMALLEST CHANGE, for LOPER")
    expect(said).toContain("It also gives UTINN (Utfyller/Innsender) access to task Task_2.")
  })

  it("asks about another action when told", async () => {
    const { stdout } = await review(policyText([{ roles: ["DAGL"], action: "write" }]), "--action", "write")
    expect(stdout).toContain("who may write")
    expect(stdout).toContain("Can be notified: DAGL")
  })

  it("decides as the standard says when told", async () => {
    expect((await review(good, "--mode", "strict")).stdout).toContain("as the XACML standard decides")
    expect((await review(good)).stdout).toContain("as the Altinn engine decides")
  })

  it("of every policy of the demo fits in 80 columns and has no errors", async () => {
    const names = (await readdir(policies)).sort()
    const { code, stderr, stdout } = await adressat(["policy", "review", policies, "--world", world], {
      env: { FORCE_COLOR: "1" }
    })
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" })
    const found = [...stripVTControlCharacters(stdout).matchAll(/^\S*\/([^/\s]+\.xml): ?/gm)].map(([, name]) => name)
    expect(found).toStrictEqual(names)
    expectNarrow(stdout)
  })

  it("fits in 80 columns with many tasks, long subjects and wide characters", async () => {
    const tasks = Array.from({ length: 15 }, (_, index) => `Task_${index + 1}`)
    const { stdout } = await review(
      policyText([
        { roles: ["DAGL"], packages: ["株式会社".repeat(20), "x".repeat(120), "👩‍👩‍👧‍👦".repeat(30)], tasks },
        { roles: ["MEDL", "株式"] },
        { roles: ["UTINN"], tasks: [`Task_${"y".repeat(100)}`] }
      ])
    )
    expectNarrow(stdout)
    // 17 levels and all of them, in two tables.
    expect(marksOf(stdout, "DAGL (Daglig leder)         ")).toBe(`–${"✓".repeat(15)}––`)
    expect(stdout).toContain("株式会社")
  })

  it("tells that the policy names nothing of Altinn, or gives nobody anything", async () => {
    const nothing = policyText([]).replace(/<Rule [^]*<\/Rule>/, "")
    expect(unwrapped((await review(nothing)).stdout)).toContain("Who may read cannot be said")
    const { code, stdout } = await review(policyText([{ roles: ["DAGL"], tasks: ["Task_1"] }]))
    expect(stdout).toContain("Nobody can be notified by this policy alone.")
    expect(stdout).toContain("warning 1:1 nobody-can-read")
    expect(code).toBe(0)
  })

  it("puts the gravest findings first, each with its place and remedy", async () => {
    const { stdout } = await review(policyText([{ roles: ["DAGL"] }, { roles: ["DAGL"] }, { roles: ["DAGLL"] }]))
    const severities = [...stdout.matchAll(/^(error|warning|note) (\d+:\d+ )?[a-z-]+$/gm)].map(
      ([, severity]) => severity
    )
    expect(severities.length).toBeGreaterThan(1)
    expect(severities).toStrictEqual([...severities].sort((a, b) => (a === b ? 0 : a === "note" ? 1 : -1)))
    expect(stdout).toMatch(/^warning 5:\d+ unknown-role-code$/m)
    expect(stdout).toMatch(/^ {2}→ did you mean DAGL/m)
  })
})

describe("what is reviewed", () => {
  const several = policyText([{ roles: ["DAGL"] }]).replace(
    "</Policy>",
    policyText([{ id: "other", roles: ["LOPER"] }], "tax-report")
      .split("\n")
      .filter((line) => line.startsWith("<Rule"))
      .join("\n") + "\n</Policy>"
  )

  it("is the app or the resource that is named", async () => {
    expect((await review(several, "--app", "ttd/form")).stdout).toContain("app ttd/form")
    expect((await review(several, "--resource", "app_ttd_form")).stdout).toContain("app ttd/form")
    const { stdout } = await review(several, "--resource", "tax-report")
    expect(stdout).toContain("resource tax-report")
    expect(stdout).toContain("Can be notified: LOPER")
  })

  it.each(["ttd", "ttd/", "/form", "ttd/form/more", ""])("is refused as --app %j", async (app) => {
    const { code, stderr, stdout } = await review(several, "--app", app)
    expect({ code, stdout }).toStrictEqual({ code: 3, stdout: "" })
    expect(unwrapped(stderr)).toContain("an app is named by its owner and its name, such as ttd/apps-test")
  })

  it("is not both an app and a resource", async () => {
    const { code, stderr } = await review(several, "--app", "ttd/form", "--resource", "tax-report")
    expect(code).toBe(2)
    expect(stderr).toContain("cannot be used with option")
  })

  it.each(["yesterday", "2026-13-01", "2026-02-31", "2026-6-1"])("is refused at the date %s", async (date) => {
    const { code, stderr } = await review(several, "--engine-date", date)
    expect(code).toBe(3)
    expect(stderr).toContain("a date is expected, such as 2026-06-01")
  })

  it("that cannot be decided does not ask for more rights to be granted", async () => {
    const { stdout } = await review(good.replace(":deny-overrides", ":deny-override"))
    expect(unwrapped(stdout)).toContain("it cannot be decided who may read tax-report")
    expect(unwrapped(stdout)).not.toContain("grant read on tax-report")
  })

  it("may ask a person for something that is no person's", async () => {
    const location = /<Match [^>]*>.*?<\/Match>/.exec(good)?.[0].replace("DAGL", "garage") ?? ""
    const policy = good.replace("</Match></AllOf>", `</Match>${location.replace("rolecode", "location")}</AllOf>`)
    const { stdout } = await review(policy)
    expect(stdout).toMatch(/^ {2}DAGL \(Daglig leder\) and location garage +[✓–] +not notified$/m)
  })

  it("comes from standard input", async () => {
    const { code, stderr, stdout } = await adressat(["policy", "review", "-"], { stdin: good })
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("(standard input): resource tax-report")
    const broken = await adressat(["policy", "review", "-"], { stdin: "<Policy" })
    expect(broken.code).toBe(3)
    expect(broken.stderr).toContain("(standard input):1:")
  })

  it("may be in UTF-16, or begin with a byte order mark", async () => {
    await using folder = await folderOf({ "bom.xml": `\ufeff${good}`, "utf-16.xml": "" })
    await writeFile(
      join(folder.path, "utf-16.xml"),
      `\ufeff<?xml version="1.0" encoding="utf-16"?>\n${good}`,
      "utf16le"
    )
    const { code, stderr, stdout } = await adressat(["policy", "review", folder.path])
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" })
    expect(stdout.match(/^Can be notified: DAGL/gm)).toHaveLength(2)
  })

  it("is no text in the encoding it is taken for", async () => {
    await using folder = await folderOf({ "latin-1.xml": "", "binary.xml": "" })
    const latin1 = `<?xml version="1.0" encoding="iso-8859-1"?>\n${good.replace("<Target/>", "<!-- på --><Target/>")}`
    await writeFile(join(folder.path, "latin-1.xml"), latin1, "latin1")
    await writeFile(join(folder.path, "binary.xml"), Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0xff))
    const { code, stderr, stdout } = await adressat(["policy", "review", folder.path])
    expect({ code, stdout }).toStrictEqual({ code: 3, stdout: "" })
    expect(unwrapped(stderr).match(/(?:latin-1|binary)\.xml: this is no text in UTF-8/g)).toHaveLength(2)
  })

  it("is missing", async () => {
    expect(await adressat(["policy", "review", "no-such-file.xml"])).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("no-such-file.xml: there is no such file")
    })
    await using folder = await folderOf({ "notes.txt": "" })
    const empty = await adressat(["policy", "review", folder.path])
    expect(empty.code).toBe(3)
    expect(unwrapped(empty.stderr)).toContain("the folder holds no policy, a file *.xml")
  })

  it("is read once in a folder that links lead back to, and a folder is no policy whatever its name", async () => {
    await using folder = await folderOf({ "inner/a.xml": good, "odd.xml/b.xml": good })
    await symlink(folder.path, join(folder.path, "inner", "up"))
    const { code, stderr, stdout } = await adressat(["policy", "review", folder.path])
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" })
    expect(stdout.replaceAll("\n", "").match(/[ab]\.xml: resource tax-report/g)).toStrictEqual([
      "a.xml: resource tax-report",
      "b.xml: resource tax-report"
    ])
  })

  it("is every policy of a folder: the good are reviewed, the others reported with their place", async () => {
    await using folder = await folderOf({
      "a.xml": good,
      "b.xml": `${good.slice(0, -10)}\n<oops`,
      "inner/c.xml": policyText([{ roles: ["DAGL"] }]),
      "d.xml": good.replace('Effect="Permit"', 'Effect="Perhaps"'),
      "e.txt": "not a policy"
    })
    for (const format of ["pretty", "json", "sarif", "github"]) {
      const { code, stderr } = await adressat(["policy", "review", folder.path, "--format", format])
      expect(code).toBe(3)
      const said = stderr.replaceAll(`${folder.path}/`, "")
      expect(said).toMatch(/^error b\.xml:\d+:\d+: /m)
      expect(said).toMatch(/^error d\.xml:3:\d+: /m)
      expect(said).not.toMatch(/[ac]\.xml|e\.txt/)
    }
    const { stdout } = await adressat(["policy", "review", folder.path])
    expect(stdout).toMatch(/a\.xml: resource\s+tax-report/)
    expect(stdout).toMatch(/inner\/c\.xml: app\s+ttd\/form/)
  })
})

describe("exit code", () => {
  it("0 with warnings only", async () => {
    const { code, stdout } = await review(policyText([{ roles: ["DAGLL"] }]))
    expect(stdout).toContain("warning 3:")
    expect(stdout).not.toMatch(/^error/m)
    expect(code).toBe(0)
  })

  it("1 with an error", async () => {
    const wrong = good.replace("function:string-equal-ignore-case", "function:string-eqal")
    const { code, stderr, stdout } = await review(wrong)
    expect(stdout).toMatch(/^error 3:\d+ /m)
    expect(stderr).toBe("")
    expect(code).toBe(1)
  })
})

describe("format", () => {
  const doubtful = policyText([{ roles: ["DAGL"] }, { roles: ["LOPER"], tasks: ["Task_1"] }])

  it("json is a list of plain data, the same each time", async () => {
    const [one, two] = [await review(doubtful, "--format", "json"), await review(doubtful, "--format", "json")]
    expect(one.stdout).toBe(two.stdout)
    expect(JSON.parse(one.stdout)).toMatchObject([
      {
        file: "policy.xml",
        review: {
          policy: { kind: "Policy", id: "test", version: "1.0" },
          isDelegation: false,
          matrix: { mode: "altinn", action: "read", resource: { kind: "app", org: "ttd", app: "form" } },
          notifiableSubjects: [{ label: "DAGL (Daglig leder)" }],
          findings: expect.arrayContaining([
            expect.objectContaining({ severity: "warning", code: "read-on-tasks-only", place: expect.anything() })
          ]),
          changes: [{ kind: "add-rule", xml: expect.stringContaining("<Rule ") }]
        }
      }
    ])
  })

  it("sarif is one log, and github one line for each finding", async () => {
    const [json, sarif, github] = await Promise.all(
      ["json", "sarif", "github"].map(async (format) => (await review(doubtful, "--format", format)).stdout)
    )
    const [{ review: reviewed }] = JSON.parse(json ?? "") as [
      { readonly review: { readonly findings: ReadonlyArray<{ readonly code: string }> } }
    ]
    const codes = reviewed.findings.map(({ code }) => code)
    expect(codes).not.toStrictEqual([])
    const log = JSON.parse(sarif ?? "") as {
      readonly version: string
      readonly runs: [{ readonly results: ReadonlyArray<{ readonly ruleId: string }> }]
    }
    expect(log.version).toBe("2.1.0")
    expect(log.runs[0].results.map(({ ruleId }) => ruleId)).toStrictEqual(codes)
    expect(
      [...(github ?? "").matchAll(/^::(?:error|warning|notice) file=policy\.xml,.*title=([a-z-]+)::/gm)].map(
        ([, code]) => code
      )
    ).toStrictEqual(codes)
  })

  it("github says nothing when nothing is found", async () => {
    expect(await review(good, "--format", "github")).toStrictEqual({ code: 0, stdout: "", stderr: "" })
  })
})

describe("text of a policy that would steer a terminal or a workflow", () => {
  const hostile = "A\u009b31m\u202eB\u2066C"
  const policy = policyText([
    { id: `${hostile} one`, roles: ["DAGL"], tasks: [`${hostile}&#10;::error::x`.replace("&#10;", "\n")] },
    { id: `${hostile} two`, roles: ["DAGL", hostile], tasks: [hostile] },
    { id: `${hostile} three`, roles: ["DAGL", hostile], tasks: [hostile] }
  ])

  it.each(["pretty", "github"])("is replaced in %s", async (format) => {
    const { stdout } = await review(policy, "--format", format)
    expect(stdout).toContain("A\ufffd31m\ufffdB\ufffdC")
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(stdout).not.toMatch(/^::error::x/m)
  })

  it("is kept in JSON", async () => {
    const { stdout } = await review(policy, "--format", "json")
    expect(stdout).toContain("\u202e")
    expect(() => JSON.parse(stdout) as unknown).not.toThrow()
  })
})

describe("with a world", () => {
  const inWorld = (...more: ReadonlyArray<string>) =>
    adressat(["policy", "review", join(policies, "tax-report.xml"), "--world", world, ...more])

  it("says who may read and is notified, who is held back and by what, and who may not read", async () => {
    const { code, stdout } = await inWorld("--no-redact")
    expect(code).toBe(0)
    const said = unwrapped(stdout)
    expect(said).toContain("Fjordtind Bygg AS (310000019): statutory contacts notified: 1")
    expect(said).toContain("✓ user 101: may read, notified")
    expect(said).toContain(
      "! user 102: may read, but not notified. The person has chosen which services to be notified"
    )
    expect(said).toContain("✗ user 103: may not read.")
    expect(said).toContain("In policy tax-report, rule tax-report:users (line 4) comes closest.")
    expect(said).toContain(
      "! user 104: may read, but not notified. The person has no usable custom contact information"
    )
    expect(said).toContain("? user 107: not known whether they may read.")
  })

  it("hides user ids unless told otherwise, and names a person alike throughout", async () => {
    const { stdout } = await inWorld()
    expect(stdout).not.toMatch(/\b10[1-7]\b/)
    expect(stdout).not.toMatch(/Nordby|Vik\b|@|\+47/)
    const persons = (text: string, pattern: RegExp) => text.match(pattern) ?? []
    const hidden = persons(stdout, /\[user \d+\]/g)
    const shown = persons((await inWorld("--no-redact")).stdout, /user 1\d\d/g)
    const names = new Map(hidden.map((name, index) => [name, shown[index]]))
    expect(hidden.map((name) => names.get(name))).toStrictEqual(shown)
    expect(new Set(names.values()).size).toBe(names.size)
    expect((await inWorld("--format", "json")).stdout).not.toMatch(/"10[1-7]"|: 10[1-7]\b/)
  })

  it("judges by the policy that is reviewed, not by the world's own or by decisions written down", async () => {
    await using folder = await folderOf({
      "organizations.json": [{ organizationNumber: "310000019", name: "A" }],
      "persons.json": [{ name: "Kari Nordby", userId: 1 }],
      "custom-contacts.json": [{ organizationNumber: "310000019", userId: 1, email: "kari@example.com" }],
      "roles.json": [{ organizationNumber: "310000019", userId: 1, roles: ["DAGL"] }],
      "read-access.json": [{ resourceId: "tax-report", organizationNumber: "310000019", userId: 1, decision: "Deny" }],
      "policies/tax-report.xml": policyText([{ roles: ["LOPER"] }], "tax-report")
    })
    expect((await review(good, "--world", folder.path)).stdout).toContain("✓ [user 1]: may read, notified")
    const other = policyText([{ roles: ["LOPER"] }], "tax-report")
    expect((await review(other, "--world", folder.path)).stdout).toContain("✗ [user 1]: may not read.")
  })

  it("puts persons together of whom the same is to be said, and counts them when they are many", async () => {
    const users = Array.from({ length: 40 }, (_, index) => index + 1)
    await using folder = await folderOf({
      "organizations.json": [{ organizationNumber: "310000019", name: "A" }],
      "persons.json": users.map((userId) => ({ name: `P ${userId}`, userId })),
      "custom-contacts.json": users.map((userId) => ({
        organizationNumber: "310000019",
        userId,
        email: `p${userId}@example.com`
      })),
      "roles.json": users.map((userId) => ({ organizationNumber: "310000019", userId, roles: ["DAGL"] }))
    })
    const { stdout } = await review(good, "--world", folder.path)
    expect(unwrapped(stdout)).toContain("[user 12], … (40): may read, notified")
    expect(stdout).not.toContain("[user 13]")
  })

  it("is refused when the world is", async () => {
    const { code, stderr, stdout } = await review(good, "--world", "no-such-folder")
    expect({ code, stdout }).toStrictEqual({ code: 3, stdout: "" })
    expect(stderr).toContain("there is no such folder")
  })
})
