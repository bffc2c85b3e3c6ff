/** Plants distinctive personal data in worlds, orders and rule sets, and looks for them in everything the command prints. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { policyText } from "./PolicyText.ts"
import { adressat, folderOf } from "./RunCli.ts"
import type { Finished } from "./RunCli.ts"

const planted = {
  nationalIdentityNumber: "17838410022",
  email: "kanari.nordby@hemmelig.example",
  phone: "+4791234567",
  name: "Kanari Nordby",
  userId: 987654321,
  externalIdentity: "urn:altinn:person:idporten-email:fugl%2Bkanari@hemmelig.example"
}

/** Any of these in a text betrays what was planted, whatever was cut off, wrapped or changed in spelling. */
const betrayals = /17838410022|kanari|hemmelig|nordby|91\s?23\s?45\s?67|987654321|fugl/i

const expectSilent = ({ stderr, stdout }: Finished) => {
  const said = `${stdout}\n${stderr}`
  const found = betrayals.exec(said)
  expect(found === null ? "" : said.slice(Math.max(0, found.index - 200), found.index + 80)).toBe("")
  expect(said).not.toContain("defect of adressat")
}

const organization = { organizationNumber: "310000019", name: "Fjordtind Bygg AS" }

const world = {
  "world.json": { now: "2026-11-25T10:00:00Z", unavailable: [{ source: "persons", keys: ["07918110067"] }] },
  "organizations.json": [organization],
  "resources.json": [{ resourceId: "tax-report" }],
  "persons.json": [
    {
      name: planted.name,
      nationalIdentityNumber: planted.nationalIdentityNumber,
      userId: planted.userId,
      reservation: "JA",
      email: planted.email,
      mobileNumber: planted.phone
    }
  ],
  "statutory-contacts.json": [
    { organizationNumber: "310000019", email: planted.email },
    { organizationNumber: "310000019", phone: planted.phone, isSoftDeleted: true }
  ],
  "custom-contacts.json": [
    { organizationNumber: "310000019", userId: planted.userId, email: `a${planted.email}`, phone: planted.phone }
  ],
  "read-access.json": [
    { resourceId: "tax-report", organizationNumber: "310000019", userId: planted.userId, decision: "Deny" }
  ],
  "roles.json": [
    { organizationNumber: "310000019", userId: planted.userId, roles: ["DAGL"], delegations: [{ resourceId: "other" }] }
  ],
  "self-identified.json": [
    { username: `epost:fugl+kanari@hemmelig.example`, email: planted.email, phone: planted.phone }
  ]
}

const order = {
  id: `about ${planted.name}`,
  channel: "EmailPreferred",
  resourceId: "tax-report",
  recipients: [
    { nationalIdentityNumber: planted.nationalIdentityNumber },
    { organizationNumber: "310000019" },
    { externalIdentity: planted.externalIdentity },
    { emailAddress: planted.email },
    { phoneNumber: planted.phone }
  ]
}

/** Runs every way of printing an order in a world. */
const printed = async (
  files: Readonly<Record<string, unknown>>,
  orderValue: unknown,
  ways: ReadonlyArray<ReadonlyArray<string>>,
  more: ReadonlyArray<string> = []
): Promise<ReadonlyArray<Finished>> => {
  await using folder = await folderOf(files)
  const stdin = typeof orderValue === "string" ? orderValue : JSON.stringify(orderValue, null, 2)
  return await Promise.all(
    ways.map(([command = "", ...rest]) => adressat([command, "-", "--world", folder.path, ...rest, ...more], { stdin }))
  )
}

const ways = [
  ["resolve"],
  ["resolve", "--format", "json"],
  ["resolve", "--lang", "nb", "--rules", "strict"],
  ["explain"],
  ["explain", "--format", "json"],
  ["explain", "--audience", "auditor", "--lang", "nn"],
  ["explain", "--audience", "data-subject", "--person", planted.name],
  ["explain", "--person", String(planted.userId), "--format", "json"],
  ["explain", "--person", planted.nationalIdentityNumber],
  ["explain", "--person", planted.externalIdentity]
]

it("everything is shown with --no-redact, so that the tests below can fail", async () => {
  const finished = await printed(world, order, [["resolve"], ["explain", "--format", "json"]], ["--no-redact"])
  for (const { code, stdout } of finished) {
    expect(code).toBe(0)
    for (const text of [planted.email, planted.phone]) expect(stdout).toContain(text)
  }
  expect(finished[0]?.stdout).toContain(planted.name)
})

it("nothing is shown by default, however it is asked for", async () => {
  const finished = await printed(world, order, ways)
  for (const one of finished) {
    expect(one.code).toBe(0)
    expectSilent(one)
  }
})

it("nothing is shown of who may read by a policy, and user ids with --no-redact", async () => {
  await using folder = await folderOf(world)
  const review = (role: string, ...more: ReadonlyArray<string>) =>
    adressat(["policy", "review", "-", "--world", folder.path, ...more], {
      stdin: policyText([{ roles: [role] }], "tax-report")
    })
  for (const role of ["DAGL", "LOPER"]) {
    for (const format of ["pretty", "json", "sarif", "github"]) expectSilent(await review(role, "--format", format))
    expect((await review(role)).stdout).toContain("[user 1]")
    expect((await review(role, "--no-redact")).stdout).toContain(String(planted.userId))
  }
})

it("nothing is shown of persons whom a policy names, unless that policy is reviewed", async () => {
  const delegated = policyText([{ roles: [planted.name] }], "tax-report").replaceAll(
    "urn:altinn:rolecode",
    "urn:altinn:person:identifier-no"
  )
  const files = { ...world, "read-access.json": [], "policies/tax-report.xml": delegated }
  const printing = await printed(files, order, ways)
  for (const one of printing) {
    expect(one.code).toBe(0)
    expectSilent(one)
  }
  expect(printing[0]?.stdout).toContain("[hidden]")
  const [open] = await printed(files, order, [["resolve"]], ["--no-redact"])
  expect(open?.stdout.replaceAll(/\s+/g, " ")).toContain(`urn:altinn:person:identifier-no ${planted.name}`)
})

it("nothing is shown when a source does not answer", async () => {
  const silent = {
    ...world,
    "world.json": { unavailable: ["persons", "readAccess", "customContacts"].map((source) => ({ source })) }
  }
  for (const one of await printed(silent, order, ways.slice(0, 5))) {
    expect(one.code).toBe(0)
    expectSilent(one)
  }
})

describe("refusals do not repeat", () => {
  const values = Object.values(planted)

  const wrongOrders: ReadonlyArray<readonly [string, unknown]> = [
    ["values for channels", { ...order, channel: planted.email }],
    ["values beside a channel", { ...order, channel: `Email ${planted.name}` }],
    ["values instead of lists", { ...order, recipients: planted }],
    ["member names", { ...order, ...Object.fromEntries(values.map((value) => [value, value])) }],
    [
      "identifiers in each other's places",
      {
        ...order,
        recipients: values.flatMap((value) =>
          [
            "nationalIdentityNumber",
            "organizationNumber",
            "externalIdentity",
            "emailAddress",
            "phoneNumber",
            String(value)
          ].map((member) => ({ [member]: `${value}!` }))
        )
      }
    ],
    ["what makes a text broken", `{ "channel": "Email", "recipients": [{ "emailAddress": ${planted.email} }] }`],
    ["members written twice", `{ "${planted.email}": 1, "${planted.email}": 2 }`],
    ["a text without end", `{ "channel": "${planted.name}, ${planted.nationalIdentityNumber}`]
  ]

  it.each(wrongOrders)("%s of an order", async (_, wrong) => {
    for (const one of await printed(world, wrong, [["resolve"], ["explain", "--format", "json"]])) {
      expect(one.code).toBe(3)
      expect(one.stdout).toBe("")
      expect(one.stderr).toMatch(/^error \(standard input\)/)
      expectSilent(one)
    }
  })

  const wrongWorlds: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>]> = [
    [
      "values of every member",
      Object.fromEntries(
        Object.keys(world).map((name) => [
          name,
          values.map((value) => ({
            organizationNumber: value,
            userId: value,
            resourceId: value,
            name: value,
            decision: value,
            reservation: value
          }))
        ])
      )
    ],
    [
      "member names",
      Object.fromEntries(
        Object.keys(world).map((name) => [name, [Object.fromEntries(values.map((value) => [value, value]))]])
      )
    ],
    [
      "rows written twice",
      {
        ...world,
        "persons.json": [...world["persons.json"], ...world["persons.json"]],
        "custom-contacts.json": [...world["custom-contacts.json"], ...world["custom-contacts.json"]],
        "read-access.json": [...world["read-access.json"], ...world["read-access.json"]],
        "roles.json": [...world["roles.json"], ...world["roles.json"]]
      }
    ],
    [
      "references that lead nowhere",
      {
        ...world,
        "custom-contacts.json": [{ organizationNumber: "310000019", userId: 987654321, email: "a@example.com" }],
        "persons.json": [{ name: planted.name, userId: 987654322 }],
        "resources.json": [{ resourceId: "tax-report" }, { resourceId: planted.email }],
        "read-access.json": values.map((value) => ({
          resourceId: `${value}x`,
          organizationNumber: "310000019",
          userId: 987654322
        }))
      }
    ],
    [
      "what makes a text broken",
      Object.fromEntries(Object.keys(world).map((name) => [name, `[{ "name": ${planted.name} }]`]))
    ],
    [
      "members written twice",
      Object.fromEntries(Object.keys(world).map((name) => [name, `[{ "${planted.email}": 1, "${planted.email}": 2 }]`]))
    ]
  ]

  it.each(wrongWorlds)("%s of a world", async (_, wrong) => {
    for (const one of await printed(wrong, order, [["resolve"], ["explain"]])) {
      expect(one.code).toBe(3)
      expect(one.stdout).toBe("")
      expectSilent(one)
    }
  })

  it("values in a policy that cannot be read", async () => {
    const policy = policyText([{ roles: values.map(String) }], "tax-report")
    const broken = [
      policy.slice(0, policy.lastIndexOf("987654321") + 4),
      policy.replace("<AttributeValue", `<AttributeValue ${planted.email}`),
      policy.replace("</AllOf>", `${planted.name} & ${planted.phone}</AllOf>`),
      policy.replace("</AllOf>", `${planted.name}</AllOf>`),
      policy.replace('Effect="Permit"', `Effect="${planted.email}"`),
      policy.replace('MustBePresent="false"', `MustBePresent="${planted.name}"`),
      policy.replace('Version="1.0"', `Version="${planted.phone}"`),
      `${planted.email}${policy}`,
      `${policy}${planted.email}`,
      `<!DOCTYPE a [<!ENTITY b "${planted.email}">]>${policy}`
    ]
    await using folder = await folderOf({
      ...Object.fromEntries(broken.map((text, index) => [`${index}.xml`, text])),
      "world.json": {}
    })
    for (const format of ["pretty", "sarif"]) {
      const reviewed = await adressat(["policy", "review", folder.path, "--format", format])
      expect(reviewed.code).toBe(3)
      for (const index of broken.keys()) expect(reviewed.stderr).toContain(`${index}.xml:`)
      expectSilent(reviewed)
    }
    const resources = broken.map((_, index) => ({ resourceId: `r${index}` }))
    const files = Object.fromEntries(broken.map((text, index) => [`policies/r${index}.xml`, text]))
    const withBroken = { ...world, ...files, "resources.json": [...world["resources.json"], ...resources] }
    for (const one of await printed(withBroken, order, [["resolve"]])) {
      expect(one.code).toBe(3)
      for (const { resourceId } of resources) expect(one.stderr).toContain(`${resourceId}.xml:`)
      expectSilent(one)
    }
  })

  it("values and names of a rule set", async () => {
    const rule = (value: unknown) => ({
      name: value,
      conditions: {
        all: [
          { fact: value, operator: value, value, [String(value)]: value },
          { fact: "readAccess", operator: "equal", value }
        ]
      },
      event: { type: value, params: { basis: value, reason: value, source: value, [String(value)]: value } }
    })
    await using folder = await folderOf({
      "rules.json": {
        id: planted.userId,
        version: 1,
        facts: Object.fromEntries(values.map((value) => [value, { type: "word", values: [value], meaning: value }])),
        options: { deduplication: planted.email, [planted.name]: planted.phone },
        rules: values.flatMap((value) => [rule(value), rule(value), value])
      }
    })
    const checked = await adressat(["check", join(folder.path, "rules.json")])
    expect(checked.code).toBe(3)
    expectSilent(checked)
  })

  it("a person who is asked for and not found", async () => {
    for (const person of ["Kanari Nordbye", "17838410023", "fugl@hemmelig.example"]) {
      const [one] = await printed(world, { ...order, recipients: [order.recipients[1]] }, [
        ["explain", "--person", person]
      ])
      expect(one?.code).toBe(3)
      if (one !== undefined) expectSilent(one)
    }
  })

  it("doubtful numbers in warnings", async () => {
    const doubtful = {
      channel: "Email",
      recipients: [{ nationalIdentityNumber: "17838410022" }, { nationalIdentityNumber: "98765432198" }]
    }
    for (const one of await printed(world, doubtful, [["resolve"], ["resolve", "--format", "json"]])) {
      expect(one.code).toBe(0)
      expect(one.stderr).toMatch(/^warning/m)
      expectSilent(one)
    }
  })
})

it("a failing vector is told without what was thrown", async () => {
  await using folder = await folderOf({
    "vectors.json": { vectors: [{ name: "a vector", kind: "resolve", input: planted, expected: "never" }] }
  })
  const finished = await adressat(["vectors", join(folder.path, "vectors.json")])
  expect(finished.stderr).toBe("")
  expectSilent(finished)
})
