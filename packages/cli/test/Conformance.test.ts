import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { adressat, folderOf } from "./RunCli.ts"

const published = join(import.meta.dirname, "../../../../shared/conformance/xacml")
const isPresent = existsSync(published)
if (!isPresent) console.warn(`the conformance folders are not run: ${published} is not here`)

describe.skipIf(!isPresent)("the published folders", () => {
  it.each([
    ["conformance", []],
    ["conformance", ["--mode", "altinn"]],
    ["authzforce", []],
    ["altinn", []],
    ["altinn", ["--mode", "strict"]]
  ])("%s %j pass", { timeout: 120_000 }, async (name, more) => {
    const { code, stderr, stdout } = await adressat(["conformance", join(published, name), ...more])
    expect(stderr).toBe("")
    expect(stdout.match(/^FAILED .*$/gm) ?? []).toStrictEqual([])
    expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/m)
    expect(code).toBe(0)
  })
})

const xacml = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"
const text = "http://www.w3.org/2001/XMLSchema#string"
const subject = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"

/** Permits alice, with the obligation to log it; everybody else is denied. */
const policy = `<Policy xmlns="${xacml}" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-unless-permit">
<Target/>
<Rule RuleId="alice" Effect="Permit"><Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
<AttributeValue DataType="${text}">alice</AttributeValue><AttributeDesignator AttributeId="name" Category="${subject}" DataType="${text}" MustBePresent="false"/>
</Match></AllOf></AnyOf></Target></Rule>
<ObligationExpressions><ObligationExpression ObligationId="log" FulfillOn="Permit"><AttributeAssignmentExpression AttributeId="level"><AttributeValue DataType="${text}">info</AttributeValue></AttributeAssignmentExpression></ObligationExpression></ObligationExpressions>
</Policy>`

const request = (name: string) =>
  `<Request xmlns="${xacml}" ReturnPolicyIdList="false" CombinedDecision="false"><Attributes Category="${subject}"><Attribute AttributeId="name" IncludeInResult="true"><AttributeValue DataType="${text}">${name}</AttributeValue></Attribute></Attributes></Request>`

const attribute = (name: string) =>
  `<Attributes Category="${subject}"><Attribute AttributeId="name" IncludeInResult="true"><AttributeValue DataType="${text}">${name}</AttributeValue></Attribute></Attributes>`

const response = (
  decision: string,
  more: { readonly log?: string; readonly status?: string; readonly name?: string } = {}
) => {
  const { log, name = "alice", status = "ok" } = more
  const obligations =
    log === undefined
      ? ""
      : `<Obligations><Obligation ObligationId="log"><AttributeAssignment AttributeId="level" DataType="${text}">${log}</AttributeAssignment></Obligation></Obligations>`
  return `<Response xmlns="${xacml}"><Result><Decision>${decision}</Decision><Status><StatusCode Value="urn:oasis:names:tc:xacml:1.0:status:${status}"/></Status>${obligations}${attribute(name)}</Result></Response>`
}

const test = (id: string, more: object = {}) => ({
  id,
  policies: ["policy.xml"],
  request: "request.xml",
  response: "response.xml",
  ...more
})

const files = {
  "policy.xml": policy,
  "request.xml": request("alice"),
  "response.xml": response("Permit", { log: "info" })
}

/** Runs a folder; its own path is left out of what is printed. */
const conformance = async (content: Readonly<Record<string, unknown>>, ...more: ReadonlyArray<string>) => {
  await using folder = await folderOf(content)
  const { code, stderr, stdout } = await adressat(["conformance", folder.path, ...more])
  const without = (printed: string) => printed.replaceAll(/\n {2}/g, " ").replaceAll(`${folder.path}/`, "")
  return { code, stdout: without(stdout), stderr: without(stderr) }
}

describe("a folder of one's own", () => {
  it("passes", async () => {
    expect(await conformance({ ...files, "manifest.json": [test("one"), test("two")] })).toStrictEqual({
      code: 0,
      stderr: "",
      stdout: "2 passed, 0 failed, 0 skipped\n"
    })
    const { stdout } = await conformance({ ...files, "manifest.json": [test("one")] }, "--verbose")
    expect(stdout).toBe("PASSED one\n1 passed, 0 failed, 0 skipped\n")
  })

  it("may hold several, one in each folder in it", async () => {
    const inner = (name: string) =>
      Object.fromEntries(
        Object.entries({ ...files, "manifest.json": [test(name)] }).map(([file, content]) => [
          `${name}/${file}`,
          content
        ])
      )
    const { code, stdout } = await conformance({ ...inner("b"), ...inner("a"), "c/notes.txt": "" }, "--verbose")
    expect(stdout).toBe("PASSED a\nPASSED b\n2 passed, 0 failed, 0 skipped\n")
    expect(code).toBe(0)
  })

  it.each([
    ["decision", response("Deny", { log: "info" }), "decision: expected Deny, actual Permit"],
    [
      "status",
      response("Permit", { log: "info", status: "syntax-error" }),
      "status: expected urn:oasis:names:tc:xacml:1.0:status:syntax-error, actual urn:oasis:names:tc:xacml:1.0:status:ok"
    ],
    ["obligations", response("Permit"), "obligations: expected none, actual log("],
    ["obligations in their values", response("Permit", { log: "debug" }), "obligations: expected log("],
    ["attributes", response("Permit", { log: "info", name: "bob" }), "attributes: expected ["]
  ])("fails by the %s, and says what differs", async (_, expected, said) => {
    const { code, stderr, stdout } = await conformance({
      ...files,
      "response.xml": expected,
      "manifest.json": [test("one")]
    })
    expect(stdout).toContain("FAILED one: ")
    expect(stdout).toContain(said)
    // Nothing else is said to differ.
    expect(stdout.match(/(?:decision|status|obligations|advice|attributes|policies): expected/g)).toHaveLength(1)
    expect(stdout).toContain("\n0 passed, 1 failed, 0 skipped\n")
    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: "" })
  })

  it("compares requests and responses in JSON too", async () => {
    const json = {
      Request: {
        AccessSubject: [
          { Attribute: [{ AttributeId: "name", Value: "bob", DataType: "string", IncludeInResult: true }] }
        ]
      }
    }
    const answer = (Decision: string) => ({
      Response: [
        {
          Decision,
          Status: { StatusCode: { Value: "urn:oasis:names:tc:xacml:1.0:status:ok" } },
          Category: [{ CategoryId: subject, Attribute: [{ AttributeId: "name", Value: "bob", DataType: "string" }] }]
        }
      ]
    })
    const manifest = { "manifest.json": [test("one", { jsonFiles: ["Request.json", "Response.json"] })] }
    const all = { ...files, ...manifest, "Request.json": json }
    const right = await conformance({ ...all, "Response.json": answer("Deny") })
    expect(right.stdout).toBe("1 passed, 0 failed, 0 skipped\n")
    const wrong = await conformance({ ...all, "Response.json": answer("Permit") })
    expect(wrong.stdout).toContain("FAILED one: decision: expected Permit, actual Deny")
  })

  it("may expect that a policy is refused", async () => {
    const manifest = { "manifest.json": [test("one", { expectReject: true, request: null, response: null })] }
    const broken = await conformance({ ...files, ...manifest, "policy.xml": policy.replace("<Target/>", "<Target>") })
    expect(broken).toMatchObject({ code: 0, stdout: "1 passed, 0 failed, 0 skipped\n" })
    const sound = await conformance({ ...files, ...manifest })
    expect(sound).toMatchObject({ code: 1 })
    expect(sound.stdout).toContain("FAILED one: the policy should be refused")
  })

  it("skips a disputed test that does not give what is expected, and says why", async () => {
    const disputed = (more: object) => test("IIC350", { oracleAgrees: false, ...more })
    const wrong = { ...files, "wrong.xml": response("Deny", { log: "info" }) }
    const { code, stdout } = await conformance({ ...wrong, "manifest.json": [disputed({ response: "wrong.xml" })] })
    expect(stdout).toBe(
      "SKIPPED IIC350: disputed: it expects NaN to equal NaN, which IEEE 754 denies\n0 passed, 0 failed, 1 skipped\n"
    )
    expect(code).toBe(0)
    const repaired = await conformance({
      ...wrong,
      "manifest.json": [disputed({ response: "wrong.xml", responseRepaired: "response.xml" })]
    })
    expect(repaired.stdout).toContain("; repaired, it passes\n")
    const beyondRepair = await conformance({
      ...wrong,
      "manifest.json": [disputed({ response: "wrong.xml", responseRepaired: "wrong.xml" })]
    })
    expect(beyondRepair).toMatchObject({ code: 1 })
    const sound = await conformance({ ...wrong, "manifest.json": [disputed({})] })
    expect(sound.stdout).toBe("1 passed, 0 failed, 0 skipped\n")
    const undisputed = await conformance({
      ...wrong,
      "manifest.json": [test("mine", { oracleAgrees: false, response: "wrong.xml" })]
    })
    expect(undisputed).toMatchObject({ code: 1 })
  })

  it("repairs policies by the names of their files", async () => {
    const broken = policy.replace("<Target/>", "")
    const { stdout } = await conformance({
      "aPolicy.xml": broken,
      "aPolicy.repaired.xml": policy,
      "request.xml": request("alice"),
      "response.xml": response("Permit", { log: "info" }),
      "manifest.json": [
        test("IID029", {
          oracleAgrees: false,
          policies: ["aPolicy.xml"],
          rootPolicies: ["aPolicy.xml"],
          policiesRepaired: ["aPolicy.repaired.xml"]
        })
      ]
    })
    expect(stdout).toContain("; repaired, it passes\n")
  })

  it("does not ask a repaired request for the attributes of the one that is not", async () => {
    const run = (decision: string) =>
      conformance({
        ...files,
        "wrong.xml": request("bob"),
        "wrongResponse.xml": response(decision, { log: "info", name: "bob" }),
        "manifest.json": [
          test("IIA023", {
            oracleAgrees: false,
            request: "wrong.xml",
            response: "wrongResponse.xml",
            requestRepaired: "request.xml"
          })
        ]
      })
    expect((await run("Permit")).stdout).toContain("; repaired, it passes\n")
    expect((await run("NotApplicable")).stdout).toContain("FAILED IIA023: decision: expected NotApplicable")
  })

  it("minds a policy that cannot be read only where a reference to it is reached", async () => {
    const set = (...children: ReadonlyArray<string>) =>
      `<PolicySet xmlns="${xacml}" PolicySetId="s" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:first-applicable"><Target/>${children.map((id) => `<PolicyIdReference>${id}</PolicyIdReference>`).join("")}</PolicySet>`
    const run = (root: string) =>
      conformance({
        ...files,
        "set.xml": root,
        "broken.xml": policy.replace('PolicyId="p"', 'PolicyId="q"').replace("<Target/>", ""),
        "manifest.json": [test("one", { policies: ["set.xml"], referencedPolicies: ["policy.xml", "broken.xml"] })]
      })
    expect((await run(set("p", "q"))).stdout).toBe("1 passed, 0 failed, 0 skipped\n")
    expect((await run(set("q", "p"))).stdout).toContain("decision: expected Permit, actual Indeterminate")
  })

  it("lets one of several root policies apply, and no two", async () => {
    const others = {
      ...files,
      "same.xml": policy.replace('PolicyId="p"', 'PolicyId="q"'),
      "other.xml": policy
        .replace('PolicyId="p"', 'PolicyId="o"')
        .replace("<Target/>", /<Target>.*<\/Target>/s.exec(policy)?.[0].replace("alice", "bob") ?? "")
    }
    const run = (...policies: ReadonlyArray<string>) =>
      conformance({ ...others, "manifest.json": [test("one", { policies, rootPolicies: policies })] })
    expect((await run("other.xml", "policy.xml")).stdout).toBe("1 passed, 0 failed, 0 skipped\n")
    expect((await run("same.xml", "policy.xml")).stdout).toContain("decision: expected Permit, actual Indeterminate")
  })

  it("takes two paths that select the same for the same", async () => {
    const path = "urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression"
    const value = (written: string) =>
      `<Attributes Category="${subject}">CONTENT<Attribute AttributeId="path" IncludeInResult="true"><AttributeValue xmlns:m="urn:m" DataType="${path}" XPathCategory="${subject}">${written}</AttributeValue></Attribute></Attributes>`
    const run = (written: string) =>
      conformance({
        "policy.xml": policy,
        "request.xml": request("").replace(
          /<Attributes.*<\/Attributes>/,
          value("//m:b[1]").replace("CONTENT", `<Content><a xmlns="urn:m"><b/><b/></a></Content>`)
        ),
        "response.xml": response("Deny").replace(attribute("alice"), value(written).replace("CONTENT", "")),
        "manifest.json": [test("one")]
      })
    expect((await run("/m:a/m:b[1]")).stdout).toBe("1 passed, 0 failed, 0 skipped\n")
    expect((await run("/m:a/m:b[2]")).stdout).toContain("FAILED one: attributes: expected")
  })

  it("fails where there is nothing to compare", async () => {
    const { stdout } = await conformance({ ...files, "manifest.json": [test("one", { response: null })] })
    expect(stdout).toContain("FAILED one: it has no request and response\n")
  })

  it("fails where a file is missing or an entry is no test, and runs the others", async () => {
    const { code, stdout } = await conformance({
      ...files,
      "manifest.json": [test("one", { request: "gone.xml" }), { id: 7 }, test("three"), null]
    })
    expect(stdout).toContain("FAILED one: gone.xml: there is no such file, or it cannot be read\n")
    expect(
      stdout.match(/^FAILED entry [24] of .*: it is no test: a test has a text id and a list policies$/gm)
    ).toHaveLength(2)
    expect(stdout).toContain("\n1 passed, 3 failed, 0 skipped\n")
    expect(code).toBe(1)
  })

  it("prints nothing that steers a terminal", async () => {
    const hostile = "\u001b[2J\u202e"
    const { stdout } = await conformance({
      ...files,
      "manifest.json": [test(`one${hostile}`, { request: `gone${hostile}.xml` })]
    })
    expect(stdout).not.toContain("\u001b")
    expect(stdout).not.toContain("\u202e")
  })
})

describe("a folder is refused", () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ["without a manifest", { "policy.xml": policy }, "no tests are found: a folder with a manifest.json"],
    ["without tests", { "manifest.json": [] }, "no tests are found"],
    ["with a manifest that is no JSON", { "manifest.json": `[\n  { "id": "a",, }\n]` }, "manifest.json:2:15"],
    [
      "with a manifest that is no list",
      { "manifest.json": { tests: [] } },
      "manifest.json:1:1: a manifest is a list of tests"
    ],
    [
      "with such a manifest in one of several",
      { "a/manifest.json": [test("one")], "b/manifest.json": "{" },
      "b/manifest.json:1:2"
    ]
  ])("%s", async (_, content, said) => {
    const { code, stderr, stdout } = await conformance(content)
    expect({ code, stdout }).toStrictEqual({ code: 3, stdout: "" })
    expect(stderr).toContain(said)
  })

  it("that is not there, or is a file", async () => {
    for (const name of ["no-such-folder", "package.json"]) {
      const { code, stderr, stdout } = await adressat(["conformance", name])
      expect({ code, stdout }).toStrictEqual({ code: 3, stdout: "" })
      expect(stderr).toContain("no tests are found")
    }
  })

  it("in a mode that there is not", async () => {
    const { code, stderr } = await adressat(["conformance", ".", "--mode", "lenient"])
    expect(code).toBe(2)
    expect(stderr).toContain("strict, altinn")
  })
})
