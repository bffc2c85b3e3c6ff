import { parseDecisionText } from "@adressat/core"
import * as Result from "effect/Result"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import stringWidth from "string-width"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readDemoTour } from "../src/DemoWorld.ts"
import { buildCli } from "./BuiltCli.ts"
import type { BuiltCli } from "./BuiltCli.ts"
import { commandLine, sourceCommandLine } from "./CommandLine.ts"
import { policyText } from "./PolicyText.ts"
import { adressat, demoFolder, folderOf, run } from "./RunCli.ts"
import type { RunOptions } from "./RunCli.ts"

const world = join(demoFolder, "world")
const orderFile = (name: string) => join(demoFolder, "orders", `${name}.json`)
const withResource = orderFile("04-with-resource")
const strictRules = join(import.meta.dirname, "../../core/rules/strict.json")
const vectors = join(import.meta.dirname, "../../core/test/vectors/altinn-resolution.json")

const organization = { organizationNumber: "310000019", name: "Fjordtind Bygg AS" }
const order = { channel: "Email", recipients: [{ organizationNumber: "310000019" }] }

/** The report of problems as one line each: wrapping undone. */
const unwrapped = (text: string): string => text.replaceAll(/\n {2}/g, " ")

const commands = [
  ..."resolve explain check compile init demo vectors policy conformance serve".split(" "),
  ..."worker queue shadow bundle store".split(" ")
]

const orderNames = (await readdir(join(demoFolder, "orders"))).map((name) => name.replace(/\.json$/, "")).sort()
const demoTour = await readDemoTour()
const recipientsOf = async (name: string) =>
  (JSON.parse(await readFile(orderFile(name), "utf8")) as { readonly recipients: ReadonlyArray<object> }).recipients

/** As the sources say, read one by one. */
const fromSource = (args: ReadonlyArray<string>) => run(process.execPath, [...sourceCommandLine, ...args])

/** The bundle as it is published: the folders dist and demo, away from everything that its sources need. */
let built: BuiltCli
const bundled = (args: ReadonlyArray<string>, options: RunOptions = {}) =>
  run(process.execPath, [built.file, ...args], options)
beforeAll(async () => {
  built = await buildCli()
})
afterAll(() => built.remove())

describe("help", () => {
  it("names every command and every exit code", async () => {
    const { code, stdout, stderr } = await adressat(["--help"])
    expect(code).toBe(0)
    expect(stderr).toBe("")
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"))
    for (const exitCode of [0, 1, 2, 3]) expect(stdout).toMatch(new RegExp(`^  ${exitCode}  \\S`, "m"))
  })

  it.each(commands)("of %s tells its arguments and fits in 80 columns", async (command) => {
    const { code, stdout } = await adressat([command, "--help"])
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: adressat ${command}`)
    expectNarrow(stdout)
  })

  it("prints the version of the package", async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, "../package.json"), "utf8")) as {
      version: string
    }
    expect((await adressat(["--version"])).stdout).toBe(`${version}\n`)
  })
})

describe("exit code", () => {
  it("0: done", async () => {
    expect(await adressat(["resolve", withResource, "--world", world])).toMatchObject({ code: 0, stderr: "" })
  })

  it("1: a vector failed", async () => {
    await using folder = await folderOf({
      "vectors.json": { vectors: [{ name: "wrong on purpose", kind: "isValidEmail", input: {}, expected: "never" }] }
    })
    const all = await readFile(vectors, "utf8")
    const { vectors: known } = JSON.parse(all) as { vectors: Array<{ kind: string; expected: unknown }> }
    const covered = known.find(({ kind }) => kind === "resolve")
    await using wrong = await folderOf({ "vectors.json": { vectors: [{ ...covered, expected: "never" }] } })
    const failing = await adressat(["vectors", join(wrong.path, "vectors.json")])
    expect(failing.code).toBe(1)
    expect(failing.stdout).toContain("0 passed, 1 failed, 0 not covered")
    const unknown = await adressat(["vectors", join(folder.path, "vectors.json")])
    expect(unknown.stdout).toMatch(/\d not covered|1 failed/)
  })

  it.each([
    [["reslove"], "Did you mean resolve?"],
    [["resolve", "x.json", "--world", "w", "--ruels", "strict"], "Did you mean --rules?"],
    [["resolve", "x.json"], "--world"],
    [["check"], "missing required argument 'rules'"],
    [["compile"], "missing required argument 'rules'"],
    [["compile", "altinn", "--check"], "name it with --out"],
    [["compile", "altinn", "--out", "x.ts", "--check", "--force"], "cannot be used with option '--check'"],
    [["resolve", "x.json", "y.json", "--world", "w"], "too many arguments"],
    [["demo", "--lang", "sv"], "nb, nn, en"],
    [["resolve", "x.json", "--world", "w", "--format", "xml"], "pretty, json"],
    [[], "Usage:"]
  ])("2: %j is not understood", async (args, said) => {
    const { code, stderr, stdout } = await adressat(args)
    expect(code).toBe(2)
    expect(stdout).toBe("")
    expect(stderr).toContain(said)
  })

  it.each([
    [["resolve", "no-such-file.json", "--world", world], "no-such-file.json: there is no such file"],
    [["resolve", withResource, "--world", "no-such-folder"], "no-such-folder: there is no such folder"],
    [["resolve", withResource, "--world", withResource], "a world is a folder, and this is a file"],
    [["resolve", world, "--world", world], "this is a folder, and a file is expected"],
    [["resolve", withResource, "--world", world, "--rules", "strikt"], "did you mean strict?"],
    [["check", "altin"], "did you mean altinn?"],
    [["compile", "altin"], "did you mean altinn?"],
    [["check", withResource], "$.rules: the member rules is missing"],
    [["vectors", withResource], "a file of vectors has a member vectors"],
    [["init", world], "the folder is not empty"],
    [["explain", withResource, "--world", world, "--audience", "data-subject"], "name the person with --person"],
    [["explain", withResource, "--world", world, "--person", "Nobody Here"], "nobody by that name"]
  ])("3: %j is refused", async (args, said) => {
    const { code, stderr, stdout } = await adressat(args)
    expect(unwrapped(stderr)).toContain(said)
    expect(stdout).toBe("")
    expect(code).toBe(3)
  })
})

describe("facts of a rule set's own", () => {
  const ruleSet = {
    id: "acme",
    version: "1",
    facts: { "acme.class": { type: "word", values: ["ordinary", "closed"], meaning: "what we know", label: "public" } },
    rules: [
      {
        name: "explicit/ordinary",
        conditions: { all: [{ fact: "acme.class", operator: "equal", value: "ordinary" }] },
        event: { type: "require", params: { basis: "Explicit", reason: "NOT_NAMED_IN_ORDER", source: "us" } }
      }
    ]
  }
  const resolve = async (facts: ReadonlyArray<object>) => {
    await using folder = await folderOf({
      "rules.json": ruleSet,
      "order.json": { channel: "Email", recipients: [{ emailAddress: "post@example.com" }] }
    })
    await using inWorld = await folderOf({ "facts.json": facts })
    const [ordered, ruled] = [join(folder.path, "order.json"), join(folder.path, "rules.json")]
    return await adressat(["resolve", ordered, "--world", inWorld.path, "--rules", ruled])
  }

  it("decide", async () => {
    expect(await resolve([{ fact: "acme.class", value: "ordinary" }])).toMatchObject({ code: 0, stderr: "" })
    expect((await resolve([{ fact: "acme.class", value: "ordinary" }])).stdout).toContain("Notifications sent: 1.")
    expect((await resolve([{ fact: "acme.class", value: "closed" }])).stdout).toContain("Notifications sent: 0.")
  })

  it("are refused outside their vocabulary, with the nearest word", async () => {
    const { code, stderr } = await resolve([{ fact: "acme.class", value: "ordinray" }])
    expect(code).toBe(3)
    expect(unwrapped(stderr)).toContain("$[0].value: the value is not one that the rule set acme allows")
    expect(unwrapped(stderr)).toContain("did you mean ordinary?")
  })

  it("are refused when misspelt, and doubted when they are another rule set's", async () => {
    const misspelt = await resolve([{ fact: "acme.clas", value: "ordinary" }])
    expect(misspelt.code).toBe(3)
    expect(unwrapped(misspelt.stderr)).toContain("did you mean acme.class?")
    const foreign = await resolve([{ fact: "other.number", value: 3 }])
    expect(foreign.code).toBe(0)
    expect(unwrapped(foreign.stderr)).toContain("warning")
  })
})

describe("resolve", () => {
  it("reads the order from standard input", async () => {
    const fromFile = await adressat(["resolve", withResource, "--world", world])
    const fromInput = await adressat(["resolve", "-", "--world", world], {
      stdin: await readFile(withResource, "utf8")
    })
    expect(fromInput).toStrictEqual(fromFile)
    expect(fromInput.stdout).toContain("NOTIFIED")
  })

  it("refuses empty standard input with its name", async () => {
    const { code, stderr } = await adressat(["resolve", "-", "--world", world])
    expect(code).toBe(3)
    expect(stderr).toContain("(standard input):1:1")
  })

  it("takes a shipped rule set by name and any other from a file", async () => {
    const json = async (rules: string) => {
      const { stdout } = await adressat([
        "resolve",
        withResource,
        "--world",
        world,
        "--rules",
        rules,
        "--format",
        "json"
      ])
      return Result.getOrThrow(parseDecisionText(stdout)).ruleSet
    }
    const [altinn, strict, file] = await Promise.all([json("altinn"), json("strict"), json(strictRules)])
    expect(altinn.id).toBe("altinn")
    expect(strict.id).toBe("strict")
    expect(file).toStrictEqual(strict)
  })

  it.each(orderNames)("prints %s as JSON that is a decision, redacted and not", async (name) => {
    const [redacted, whole] = await Promise.all(
      [[], ["--no-redact"]].map((more) =>
        bundled(["resolve", orderFile(name), "--world", world, "--format", "json", ...more])
      )
    )
    for (const finished of [redacted, whole]) {
      expect(finished).toMatchObject({ code: 0, stderr: "" })
      expect(Result.isSuccess(parseDecisionText(finished?.stdout ?? ""))).toBe(true)
    }
    expect(redacted?.stdout).not.toMatch(/@|\d{11}|\+47/)
    expect(whole?.stdout).not.toBe(redacted?.stdout)
  })

  it("speaks every language", async () => {
    const said = await Promise.all(
      ["nb", "nn", "en"].map((lang) =>
        adressat(["resolve", orderFile("05-opt-in-trap"), "--world", world, "--lang", lang])
      )
    )
    expect(said.map(({ stdout }) => /^(VARSLES|BLIR VARSLA|NOTIFIED)$/m.exec(stdout)?.[1])).toStrictEqual([
      "VARSLES",
      "BLIR VARSLA",
      "NOTIFIED"
    ])
    expect(new Set(said.map(({ stdout }) => stdout)).size).toBe(3)
  })

  it("warns of doubtful identifiers and resolves all the same", async () => {
    const { code, stderr, stdout } = await adressat(["resolve", "-", "--world", world], {
      stdin: JSON.stringify({ channel: "Email", recipients: [{ nationalIdentityNumber: "11111111111" }] })
    })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^warning \(standard input\)/)
    expect(stdout).toContain("NOT NOTIFIED")
  })

  it("is not upset when nobody reads its output", async () => {
    const { code, stderr, stdout } = await run("sh", [
      "-c",
      `"$@" demo | head -n 1`,
      "sh",
      process.execPath,
      ...commandLine()
    ])
    expect(stderr).toBe("")
    expect(stdout.split("\n")).toHaveLength(2)
    expect(code).toBe(0)
  })
})

describe("a world", () => {
  const resolveIn = async (files: Readonly<Record<string, unknown>>, orderValue: unknown = order) => {
    await using folder = await folderOf(files)
    const finished = await adressat(["resolve", "-", "--world", folder.path], { stdin: JSON.stringify(orderValue) })
    return { ...finished, stderr: unwrapped(finished.stderr).replaceAll(`${folder.path}/`, "") }
  }

  it("may leave out every file but one", async () => {
    expect(await resolveIn({ "organizations.json": [organization] })).toMatchObject({ code: 0, stderr: "" })
  })

  it("without any file is refused", async () => {
    const { code, stderr } = await resolveIn({ "notes.txt": "" })
    expect(code).toBe(3)
    expect(stderr).toContain("the folder holds no file of a world")
  })

  it.each<readonly [string, Readonly<Record<string, unknown>>, ReadonlyArray<string>]>([
    [
      "a misspelt file name",
      { "organisations.json": [organization] },
      ["organisations.json: ", "did you mean organizations.json?"]
    ],
    [
      "broken JSON, with line and column",
      { "organizations.json": `[\n  { "name": "A",, }\n]` },
      ["organizations.json:2:17", "not valid JSON"]
    ],
    [
      "a member written twice",
      { "organizations.json": `[{ "organizationNumber": "310000019", "name": "A",\n"name": "B" }]` },
      ["organizations.json:2:1 $[0].name", "written twice"]
    ],
    [
      "an unknown member, with the nearest",
      { "organizations.json": [{ ...organization, mainUnits: "310000027" }] },
      ["$[0].mainUnits", "the member mainUnits is unknown", "did you mean mainUnit?"]
    ],
    ["a missing member", { "organizations.json": [{ name: "A" }] }, ["$[0].organizationNumber", "is missing"]],
    ["a wrong type", { "organizations.json": { ...organization } }, ["organizations.json:1:1: a list is expected"]],
    [
      "a row written twice",
      { "organizations.json": [organization, organization] },
      ["$[1]", "the same organizationNumber stands already in $[0]"]
    ],
    [
      "a reference to an organisation that is not there, with the nearest",
      {
        "organizations.json": [organization],
        "custom-contacts.json": [{ organizationNumber: "310000018", userId: 1, email: "a@example.com" }]
      },
      ["custom-contacts.json", "$[0].organizationNumber", "did you mean 310000019?"]
    ],
    [
      "a reference to a user that is not there",
      {
        "organizations.json": [organization],
        "persons.json": [{ name: "A", userId: 1 }],
        "custom-contacts.json": [{ organizationNumber: "310000019", userId: 2, email: "a@example.com" }]
      },
      ["custom-contacts.json", "$[0].userId", "persons.json does not hold this userId"]
    ],
    [
      "a word outside the list, with the nearest",
      {
        "organizations.json": [organization],
        "read-access.json": [{ resourceId: "r", organizationNumber: "310000019", userId: 1, decision: "Permitt" }]
      },
      ["$[0].decision", "did you mean Permit?"]
    ],
    [
      "roles of a user who goes by no number",
      {
        "persons.json": [{ name: "A", userId: "a" }],
        "roles.json": [{ organizationNumber: "310000019", userId: "a", roles: ["DAGL"] }]
      },
      ["roles.json", "$[0].userId: a user id of a role is a whole number"]
    ],
    [
      "roles of a user and on an organisation that are not there",
      {
        "organizations.json": [organization],
        "persons.json": [{ name: "A", userId: 1 }],
        "roles.json": [
          { organizationNumber: "310000019", userId: 2, roles: ["DAGL"] },
          { organizationNumber: "310000091", userId: 1, roles: ["DAGL"] }
        ]
      },
      [
        "roles.json",
        "$[0].userId: persons.json does not hold this userId",
        "$[1].organizationNumber: organizations.json does not hold this organizationNumber",
        "did you mean 310000019?"
      ]
    ],
    [
      "roles of the same user on the same organisation twice",
      {
        "organizations.json": [organization],
        "roles.json": [
          { organizationNumber: "310000019", userId: 1, roles: ["DAGL"] },
          { organizationNumber: "310000019", userId: 1, accessPackages: ["skatt-naering"] }
        ]
      },
      ["roles.json", "$[1]", "the same pair of organizationNumber and userId stands already in $[0]"]
    ],
    [
      "a misspelt member of a role",
      { "roles.json": [{ organizationNumber: "310000019", userId: 1, accesspackages: ["skatt-naering"] }] },
      ["$[0].accesspackages", "did you mean accessPackages?"]
    ],
    [
      "a delegation of no action",
      {
        "roles.json": [
          { organizationNumber: "310000019", userId: 1, delegations: [{ resourceId: "tax-report", actions: [] }] }
        ]
      },
      ["$[0].delegations[0].actions"]
    ],
    [
      "a file among the policies that is none",
      { "organizations.json": [organization], "policies/tax-report.json": {} },
      ["policies/tax-report.json: ", "the folder policies holds one file {resourceId}.xml for each resource"]
    ],
    [
      "a policy that is not well-formed, with line and column",
      {
        "organizations.json": [organization],
        "policies/tax-report.xml": policyText([{ roles: ["DAGL"] }], "tax-report").replace("</Rule>", "</Rul>")
      },
      ["policies/tax-report.xml:3:"]
    ],
    [
      "a policy with an unknown effect, with line and column",
      {
        "organizations.json": [organization],
        "policies/tax-report.xml": policyText([{ roles: ["DAGL"] }], "tax-report").replace('"Permit"', '"Permitt"')
      },
      ["policies/tax-report.xml:3:"]
    ],
    [
      "a policy named after a resource that is not there, with the nearest",
      {
        "resources.json": [{ resourceId: "tax-report" }],
        "policies/tax-reprot.xml": policyText([{ roles: ["DAGL"] }], "tax-report")
      },
      ["policies/tax-reprot.xml: ", "resources.json does not hold the resource", "did you mean tax-report?"]
    ]
  ])("refuses %s", async (_, files, said) => {
    const { code, stderr, stdout } = await resolveIn(files)
    for (const part of said) expect(stderr).toContain(part)
    expect(stdout).toBe("")
    expect(code).toBe(3)
  })

  it("refuses an order about an organisation it does not hold, and names the nearest", async () => {
    const { code, stderr } = await resolveIn(
      { "organizations.json": [organization] },
      { channel: "Email", recipients: [{ organizationNumber: "310000091" }] }
    )
    expect(code).toBe(3)
    expect(stderr).toContain("$.recipients[0].organizationNumber")
    expect(stderr).toContain("the world has no such organisation")
    expect(stderr).toContain("did you mean 310000019?")
  })

  it("reports the problems of all files at once", async () => {
    const names = ["organizations.json", "persons.json", "wrong.json", "policies/a.txt", "policies/b.xml"]
    const { stderr } = await resolveIn({
      "organizations.json": "[",
      "persons.json": [{}],
      "wrong.json": [],
      "policies/a.txt": "",
      "policies/b.xml": "<Policy"
    })
    for (const name of names) expect(stderr).toContain(name)
  })

  const contacts = {
    "organizations.json": [organization],
    "persons.json": [{ name: "Kari", userId: 1 }],
    "custom-contacts.json": [{ organizationNumber: "310000019", userId: 1, email: "kari@example.com" }]
  }
  const role = { organizationNumber: "310000019", userId: 1 }
  const policy = {
    "policies/tax-report.xml": policyText([{ roles: ["DAGL"], packages: ["skatt-naering"] }], "tax-report")
  }
  const sent = async (files: Readonly<Record<string, unknown>>, resourceId = "tax-report") => {
    const { code, stdout } = await resolveIn({ ...contacts, ...files }, { ...order, resourceId })
    expect(code).toBe(0)
    return /Notifications sent: (\d+)/.exec(stdout)?.[1]
  }

  it.each<readonly [string, object, Readonly<Record<string, unknown>>]>([
    ["1", { roles: ["DAGL"] }, policy],
    ["1", { roles: ["dagl"] }, policy],
    ["1", { accessPackages: ["skatt-naering"] }, policy],
    ["1", { delegations: [{ resourceId: "tax-report" }] }, policy],
    ["0", { delegations: [{ resourceId: "tax-report", actions: ["write"] }] }, policy],
    ["0", { delegations: [{ resourceId: "other" }] }, policy],
    ["0", { roles: ["LOPER"] }, policy],
    ["0", { roles: ["DAGL"] }, {}],
    [
      "0",
      { roles: ["DAGL"] },
      { ...policy, "read-access.json": [{ ...role, resourceId: "tax-report", decision: "Deny" }] }
    ]
  ])("sends %s to somebody with %j", async (count, held, files) => {
    expect(await sent({ "roles.json": [{ ...role, ...held }], ...files })).toBe(count)
  })

  it("asks the policy of an app about the app as such", async () => {
    const roles = { "roles.json": [{ ...role, roles: ["DAGL"] }] }
    const app = (rule: Parameters<typeof policyText>[0][number]) => ({
      ...roles,
      "policies/app_ttd_form.xml": policyText([rule])
    })
    expect(await sent(app({ roles: ["DAGL"] }), "app_ttd_form")).toBe("1")
    expect(await sent(app({ roles: ["DAGL"], tasks: ["Task_1"] }), "app_ttd_form")).toBe("0")
  })

  it("explains which rule came closest to giving access", async () => {
    const files = { ...contacts, ...policy, "roles.json": [{ ...role, roles: ["LOPER"] }] }
    await using folder = await folderOf(files)
    const { stdout } = await adressat(["explain", "-", "--world", folder.path], {
      stdin: JSON.stringify({ ...order, resourceId: "tax-report" })
    })
    expect(stdout.replaceAll(/\n +/g, " ")).toContain(
      "In policy test, rule rule-1 (line 3) comes closest. It also asks for the role DAGL or the access package skatt-naering."
    )
  })
})

describe("init", () => {
  it("writes a world and an order that resolve, and overwrites nothing", async () => {
    await using folder = await folderOf({})
    const mine = join(folder.path, "mine")
    const written = await adressat(["init", mine])
    expect(written).toMatchObject({ code: 0, stderr: "" })
    expect(await readdir(mine)).toStrictEqual(["order.json", "world"])
    const resolved = await adressat(["resolve", join(mine, "order.json"), "--world", join(mine, "world")])
    expect(resolved).toStrictEqual(await adressat(["resolve", withResource, "--world", world]))
    expect((await adressat(["init", mine])).code).toBe(3)
  })
})

describe("explain", () => {
  it("tells one person about nobody else", async () => {
    const { code, stdout } = await adressat([
      "explain",
      withResource,
      "--world",
      world,
      "--person",
      "Ola Vik",
      "--audience",
      "data-subject",
      "--no-redact"
    ])
    expect(code).toBe(0)
    expect(stdout).toContain("Ola Vik")
    expect(stdout).not.toMatch(/Kari|Ingrid|Per Hovland|@/)
  })

  it("prints JSON", async () => {
    const { code, stdout } = await adressat([
      "explain",
      withResource,
      "--world",
      world,
      "--format",
      "json",
      "--lang",
      "nn"
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ language: "nn", audience: "service-owner" })
  })
})

describe("check", () => {
  it.each(["altinn", "strict", strictRules])("certifies %s", async (name) => {
    const { code, stdout } = await adressat(["check", name])
    expect(code).toBe(0)
    expect(stdout.replaceAll("\n", " ")).toMatch(/sha256 [0-9a-f]{64} .* 0 differences/)
  })
})

describe("text that would steer a terminal", () => {
  it("is replaced in reports and kept in JSON", async () => {
    const hostile = "A\u001b[2J\u009b31m\u202eB\u0007\nC"
    await using folder = await folderOf({
      "organizations.json": [{ ...organization, name: hostile }],
      "persons.json": [{ name: hostile, userId: 1 }],
      "statutory-contacts.json": [{ organizationNumber: "310000019", email: `${hostile}@example.com` }],
      "custom-contacts.json": [{ organizationNumber: "310000019", userId: 1, email: `c${hostile}@example.com` }]
    })
    for (const more of [
      ["resolve", "-"],
      ["explain", "-"],
      ["resolve", "-", "--no-redact"],
      ["explain", "-", "--no-redact"]
    ]) {
      const { code, stdout } = await adressat([...more, "--world", folder.path], { stdin: JSON.stringify(order) })
      expect(code).toBe(0)
      expect(stdout).toMatch(/A\ufffd\[2J\ufffd31m\ufffdB\ufffd\ufffdC/)
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }
    const json = await adressat(["resolve", "-", "--no-redact", "--format", "json", "--world", folder.path], {
      stdin: JSON.stringify(order)
    })
    expect(Result.getOrThrow(parseDecisionText(json.stdout)).deliveries[0]?.address).toBe(`${hostile}@example.com`)
  })
})

describe("colour", () => {
  const colourful = (text: string) => text !== stripVTControlCharacters(text)
  const demo = (env: Readonly<Record<string, string>>) => adressat(["demo"], { env })

  it("is off when piped, on with FORCE_COLOR=1, off with NO_COLOR=1", async () => {
    const [piped, forced, refused] = await Promise.all([demo({}), demo({ FORCE_COLOR: "1" }), demo({ NO_COLOR: "1" })])
    expect(colourful(piped.stdout)).toBe(false)
    expect(colourful(forced.stdout)).toBe(true)
    expect(colourful(refused.stdout)).toBe(false)
    expect(stripVTControlCharacters(forced.stdout)).toBe(piped.stdout)
  })
})

const expectNarrow = (text: string) => {
  const wide = stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => stringWidth(line) > 80)
  expect(wide).toStrictEqual([])
}

describe("every line fits in 80 columns", () => {
  const coloured = { env: { FORCE_COLOR: "1" } }

  it.each(["nb", "nn", "en"])("of demo in %s", async (lang) => {
    const { code, stdout } = await adressat(["demo", "--lang", lang], coloured)
    expect(code).toBe(0)
    expectNarrow(stdout)
  })

  it.each(orderNames)("of resolve and explain of %s", async (name) => {
    const printed = await Promise.all(
      ["resolve", "explain"].flatMap((command) =>
        [[], ["--no-redact"]].map(
          async (more) => (await bundled([command, orderFile(name), "--world", world, ...more], coloured)).stdout
        )
      )
    )
    expect(printed.every((text) => text.length > 100)).toBe(true)
    printed.forEach(expectNarrow)
  })

  it("of explain for an auditor, of check, of init, of help, and of problems", async () => {
    await using folder = await folderOf({ "organisations.json": "[" })
    const finished = await Promise.all([
      adressat(["explain", withResource, "--world", world, "--audience", "auditor", "--lang", "nb"]),
      adressat(["check", "altinn"]),
      adressat(["--help"]),
      adressat(["resolve", withResource, "--world", folder.path]),
      adressat(["resolve", "-", "--world", world], {
        stdin: `{"channel": "emial", "recipients": [{ "organisationNumber": 1 }]}`
      })
    ])
    for (const { stderr, stdout } of finished) expectNarrow(`${stdout}\n${stderr}`)
  })

  it("with wide characters and names without blanks", async () => {
    await using folder = await folderOf({
      "organizations.json": [
        { ...organization, name: `${"株式会社".repeat(20)} ${"x".repeat(200)} ${"👩‍👩‍👧‍👦".repeat(40)}` }
      ],
      "statutory-contacts.json": [{ organizationNumber: "310000019", email: `${"å".repeat(90)}@example.com` }]
    })
    const { stdout } = await adressat(["resolve", "-", "--world", folder.path, "--no-redact"], {
      stdin: JSON.stringify(order)
    })
    expect(stdout).toContain("株式会社")
    expectNarrow(stdout)
  })
})

describe("demo", () => {
  it("tours at least eight orders and every kind of recipient, and ends with what to try", async () => {
    const { code, stderr, stdout } = await adressat(["demo"])
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" })
    const headings = stdout.match(/^\d+\. .*$/gm) ?? []
    expect(headings.length).toBe(demoTour.length)
    expect(new Set(demoTour.map(({ order: name }) => name)).size).toBeGreaterThanOrEqual(8)
    const recipients = (await Promise.all(demoTour.map(({ order: name }) => recipientsOf(name)))).flat()
    const named = new Set(recipients.flatMap((recipient) => Object.keys(recipient)))
    expect([...named].sort()).toStrictEqual([
      "emailAddress",
      "externalIdentity",
      "nationalIdentityNumber",
      "organizationNumber",
      "phoneNumber"
    ])
    for (const heading of ["NOTIFIED", "NOT NOTIFIED", "NOT DECIDED YET"])
      expect(stdout).toMatch(new RegExp(`^${heading}$`, "m"))
    expect(stdout.trimEnd().split("\n").at(-1)).toContain("npx pnpm@12 adressat resolve my-world/order.json")
  })

  it("tours every order that lies in its folder", () => {
    expect([...new Set(demoTour.map(({ order: name }) => name))].sort()).toStrictEqual(orderNames)
  })
})

describe("the bundle", () => {
  it("needs nothing beside it but the demo, and does what the source does", async () => {
    const policies = join(demoFolder, "world/policies")
    for (const args of [["demo"], ["policy", "review", policies], ["conformance", demoFolder]]) {
      expect(await bundled(args, { cwd: built.folder })).toStrictEqual(await fromSource(args))
    }
  })

  it("compiles a rule set as the source does", async () => {
    const rules = JSON.parse(await readFile(strictRules, "utf8")) as { readonly rules: ReadonlyArray<object> }
    await using folder = await folderOf({ "rules.json": { ...rules, rules: rules.rules.slice(0, 6) } })
    const args = ["compile", join(folder.path, "rules.json")]
    expect(await bundled(args)).toStrictEqual(await fromSource(args))
  })

  it("reads XPath for conformance alone", async () => {
    const files = await readdir(join(built.folder, "dist"))
    const withXPath = await Promise.all(
      files.map(async (file) =>
        (await readFile(join(built.folder, "dist", file), "utf8")).includes("XPST0017") ? file : []
      )
    )
    expect(withXPath.flat()).toStrictEqual([expect.stringMatching(/^conformance-/)])
  })

  it("starts in under three times the time of bare Node", async () => {
    const commandLines = {
      bare: ["-e", "0"],
      version: [built.file, "--version"],
      resolve: [built.file, "resolve", withResource, "--world", world]
    }
    const times: Record<keyof typeof commandLines, Array<number>> = { bare: [], version: [], resolve: [] }
    // Interleaved, so that a busy machine slows all of them alike; the first round warms the caches.
    for (let round = 0; round <= 21; round++) {
      for (const name of ["bare", "version", "resolve"] as const) {
        const started = performance.now()
        const { code } = await run(process.execPath, commandLines[name])
        if (round > 0) times[name].push(performance.now() - started)
        expect(code).toBe(0)
      }
    }
    const [bare, version, resolve] = [median(times.bare), median(times.version), median(times.resolve)]
    const shown = (time: number) => `${time.toFixed(0)} ms (${(time / bare).toFixed(1)} times)`
    console.info(
      `start-up, median of ${times.bare.length}: node -e 0 ${bare.toFixed(0)} ms; adressat --version ${shown(version)}; adressat resolve ${shown(resolve)}`
    )
    expect(version).toBeLessThan(3 * bare)
  }, 120_000)
})

const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
