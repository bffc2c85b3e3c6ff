import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { processorTime } from "../../../testing/test/ProcessorTime.ts"
import { formatFinding } from "../../src/Finding.ts"
import type {
  Apply,
  AttributeSelector,
  AttributeValue,
  Expression,
  Policy,
  PolicySet,
  Rule,
  Target
} from "../../src/Policy.ts"
import { readPolicy, writePolicy } from "../../src/xml/PolicyXml.ts"
import { xacmlNamespace } from "../../src/Vocabulary.ts"
import { withoutPlaces } from "../withoutPlaces.ts"
import { isPresent, withFolder } from "../ConformanceFolder.ts"
import { corpusText, corpusTexts } from "../XmlCorpus.ts"

const head = `xmlns="${xacmlNamespace}" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:c"`
const policyWith = (content: string): string => `<Policy ${head}>\n<Target/>\n${content}\n</Policy>`
const setWith = (content: string): string =>
  `<PolicySet xmlns="${xacmlNamespace}" PolicySetId="s" Version="1.0" PolicyCombiningAlgId="urn:c">\n<Target/>\n${content}\n</PolicySet>`
const rule = (content: string, id = "r"): string => `<Rule RuleId="${id}" Effect="Permit">${content}</Rule>`

const read = (text: string): Policy | PolicySet => {
  const reading = readPolicy(text)
  if (!reading.ok) throw new Error(reading.findings.map(formatFinding).join("\n"))
  return reading.value
}

/** Findings as `line:column severity code`. */
const findings = (text: string): ReadonlyArray<string> =>
  readPolicy(text).findings.map(({ code, place, severity }) => `${place?.line}:${place?.column} ${severity} ${code}`)

const said = (text: string): string => readPolicy(text).findings.map(formatFinding).join("\n")

const everything = `<?xml version="1.0"?>
<x:PolicySet xmlns:x="${xacmlNamespace}" xmlns:md="urn:md" PolicySetId=" s " Version="1.2" PolicyCombiningAlgId="urn:pca" MaxDelegationDepth="3">
  <x:Description> set <!-- a comment --> words </x:Description>
  <x:PolicyIssuer><x:Content><a> b </a></x:Content><x:Attribute AttributeId="i" IncludeInResult="false"/></x:PolicyIssuer>
  <x:PolicySetDefaults><x:XPathVersion> http://www.w3.org/TR/1999/REC-xpath-19991116 </x:XPathVersion></x:PolicySetDefaults>
  <x:Target/>
  <x:Policy PolicyId="p" Version="1" RuleCombiningAlgId="urn:rca">
    <x:PolicyDefaults><x:XPathVersion>urn:xpath</x:XPathVersion></x:PolicyDefaults>
    <x:Target>
      <x:AnyOf>
        <x:AllOf>
          <x:Match MatchId="urn:m">
            <x:AttributeValue DataType="urn:t">  a &amp; b </x:AttributeValue>
            <x:AttributeDesignator Category="urn:c" AttributeId="urn:a" DataType="urn:t" Issuer=" me " MustBePresent="1"/>
          </x:Match>
          <x:Match MatchId="urn:m">
            <x:AttributeValue DataType="urn:t"/>
            <x:AttributeSelector Category="urn:c" ContextSelectorId="urn:cs" Path="//md:a" DataType="urn:t" MustBePresent="false"/>
          </x:Match>
        </x:AllOf>
      </x:AnyOf>
    </x:Target>
    <x:CombinerParameters>
      <x:CombinerParameter ParameterName="n"><x:AttributeValue DataType="urn:t">1</x:AttributeValue></x:CombinerParameter>
    </x:CombinerParameters>
    <x:Rule RuleId=" r " Effect="Deny">
      <x:Description>words</x:Description>
      <x:Target/>
      <x:Condition>
        <x:Apply FunctionId="urn:f">
          <x:Description>why</x:Description>
          <x:Function FunctionId="urn:g"/>
          <x:VariableReference VariableId="v"/>
          <x:AttributeValue xmlns:q="urn:q" DataType="urn:xpath" XPathCategory="urn:c">//q:b</x:AttributeValue>
          <x:AttributeValue DataType="urn:markup"><md:b c="1"> d </md:b></x:AttributeValue>
        </x:Apply>
      </x:Condition>
      <x:ObligationExpressions>
        <x:ObligationExpression ObligationId="urn:o" FulfillOn="Deny"/>
      </x:ObligationExpressions>
    </x:Rule>
    <x:VariableDefinition VariableId="v"><x:AttributeValue DataType="urn:t">x</x:AttributeValue></x:VariableDefinition>
    <x:RuleCombinerParameters RuleIdRef=" r "/>
    <x:AdviceExpressions>
      <x:AdviceExpression AdviceId="urn:ad" AppliesTo="Permit">
        <x:AttributeAssignmentExpression AttributeId="urn:a" Category="urn:c" Issuer="me">
          <x:VariableReference VariableId="v"/>
        </x:AttributeAssignmentExpression>
      </x:AdviceExpression>
    </x:AdviceExpressions>
  </x:Policy>
  <x:PolicyIdReference Version="1.*" EarliestVersion="1.0" LatestVersion="2.+"> urn:other </x:PolicyIdReference>
  <x:PolicyCombinerParameters PolicyIdRef="p"/>
  <x:PolicySet PolicySetId="t" Version="1" PolicyCombiningAlgId="urn:pca"><x:Target/></x:PolicySet>
  <x:PolicySetIdReference>urn:others</x:PolicySetIdReference>
  <x:PolicySetCombinerParameters PolicySetIdRef="t"/>
</x:PolicySet>`

describe("reading", () => {
  test("takes in every element and attribute of the schema", () => {
    const root = read(everything)
    expect(readPolicy(everything).findings).toEqual([])
    expect(withoutPlaces(root)).toEqual({
      kind: "PolicySet",
      id: "s",
      version: "1.2",
      combiningAlgorithm: "urn:pca",
      maxDelegationDepth: 3,
      description: " set  words ",
      issuer: expect.objectContaining({ name: "PolicyIssuer" }),
      xpathVersion: "http://www.w3.org/TR/1999/REC-xpath-19991116",
      target: { anyOf: [] },
      combinerParameters: [
        { about: { kind: "Policy", id: "p" }, parameters: [] },
        { about: { kind: "PolicySet", id: "t" }, parameters: [] }
      ],
      obligations: [],
      advice: [],
      children: [
        {
          kind: "Policy",
          id: "p",
          version: "1",
          combiningAlgorithm: "urn:rca",
          xpathVersion: "urn:xpath",
          target: {
            anyOf: [
              {
                allOf: [
                  {
                    matches: [
                      {
                        matchId: "urn:m",
                        value: { kind: "AttributeValue", dataType: "urn:t", text: "  a & b " },
                        attribute: {
                          kind: "AttributeDesignator",
                          category: "urn:c",
                          attributeId: "urn:a",
                          dataType: "urn:t",
                          issuer: " me ",
                          mustBePresent: true
                        }
                      },
                      {
                        matchId: "urn:m",
                        value: { kind: "AttributeValue", dataType: "urn:t", text: "" },
                        attribute: {
                          kind: "AttributeSelector",
                          category: "urn:c",
                          path: "//md:a",
                          dataType: "urn:t",
                          contextSelectorId: "urn:cs",
                          mustBePresent: false,
                          namespaces: { x: xacmlNamespace, md: "urn:md" }
                        }
                      }
                    ]
                  }
                ]
              }
            ]
          },
          combinerParameters: [
            {
              parameters: [{ name: "n", value: { kind: "AttributeValue", dataType: "urn:t", text: "1" } }]
            },
            { about: { kind: "Rule", id: " r " }, parameters: [] }
          ],
          variables: [{ id: "v", expression: { kind: "AttributeValue", dataType: "urn:t", text: "x" } }],
          rules: [
            {
              id: " r ",
              effect: "Deny",
              description: "words",
              target: { anyOf: [] },
              condition: {
                kind: "Apply",
                functionId: "urn:f",
                description: "why",
                arguments: [
                  { kind: "Function", functionId: "urn:g" },
                  { kind: "VariableReference", variableId: "v" },
                  expect.objectContaining({ text: "//q:b" }),
                  expect.objectContaining({ text: " d " })
                ]
              },
              obligations: [{ id: "urn:o", appliesTo: "Deny", assignments: [] }],
              advice: []
            }
          ],
          obligations: [],
          advice: [
            {
              id: "urn:ad",
              appliesTo: "Permit",
              assignments: [
                {
                  attributeId: "urn:a",
                  category: "urn:c",
                  issuer: "me",
                  expression: { kind: "VariableReference", variableId: "v" }
                }
              ]
            }
          ]
        },
        { kind: "PolicyIdReference", id: "urn:other", version: "1.*", earliestVersion: "1.0", latestVersion: "2.+" },
        {
          kind: "PolicySet",
          id: "t",
          version: "1",
          combiningAlgorithm: "urn:pca",
          target: { anyOf: [] },
          combinerParameters: [],
          children: [],
          obligations: [],
          advice: []
        },
        { kind: "PolicySetIdReference", id: "urn:others" }
      ]
    })
  })

  test("keeps the element of a literal that holds more than text and a type", () => {
    const policy = read(
      policyWith(
        rule(
          `<Condition><AttributeValue xmlns:q="urn:q" XPathCategory="urn:c" DataType="urn:t">//q:b</AttributeValue></Condition>`
        )
      )
    ) as Policy
    const literal = policy.rules[0]?.condition as AttributeValue
    expect(literal.element?.namespaces).toEqual({ "": xacmlNamespace, q: "urn:q" })
    expect(literal.element?.attributes.map(({ name, value }) => [name, value])).toEqual([
      ["DataType", "urn:t"],
      ["XPathCategory", "urn:c"]
    ])
  })

  test("places what it reads", () => {
    const policy = read(policyWith(`  ${rule("<Condition><Apply FunctionId='f'/></Condition>")}`)) as Policy
    expect(policy.place).toEqual({ line: 1, column: 1 })
    expect(policy.rules[0]?.place).toEqual({ line: 3, column: 3 })
    expect(policy.rules[0]?.condition?.place).toEqual({ line: 3, column: 47 })
  })

  test("reports all errors of a document, in order, each with its place and remedy", () => {
    const text = policyWith(
      [
        "<Rule Efect='Permit'><Condition/></Rule>",
        "<Rule RuleId='r2' Effect='permit'><Conditon/></Rule>",
        "<Rule RuleId='r3' Effect='Deny'><Condition><Function FunctionId='a'/><Function FunctionId='b'/></Condition><Target/></Rule>",
        "<Rule RuleId='r4' Effect='Deny'>words<Target><Match MatchId='m'/></Target></Rule>",
        "<Description/><Rule xmlns='' RuleId='r5'/>",
        "<Rule RuleId='r6' Effect='Deny'><Condition><VariableReference VariableId='v'/></Condition></Rule>"
      ].join("\n")
    )
    expect(said(text)).toBe(
      [
        '3:1 error attribute-missing: Rule has no attribute RuleId; add RuleId="…"',
        "3:1 error attribute-missing: Rule has no attribute Effect; write Effect for Efect",
        "3:1 note attribute-unknown: the attribute Efect of Rule is not known and is ignored; remove it",
        "3:22 error element-missing: Condition holds no expression; add Apply or AttributeDesignator or AttributeSelector or AttributeValue or Function or VariableReference",
        "4:1 error attribute-invalid: the attribute Effect of Rule has no allowed value; write Permit or Deny",
        "4:35 error element-unknown: Rule may not hold an element Conditon; did you mean Condition?",
        "5:70 error element-repeated: Condition may hold only one expression; keep one and remove the others",
        "5:108 error element-order: Target stands after Condition in Rule; move Target before Condition",
        "6:1 error text-unexpected: text stands in Rule beside its elements; remove the text",
        "6:46 error element-unknown: Target may not hold an element Match; Target holds only AnyOf",
        "7:1 error element-order: Description stands after Rule in Policy; move Description before Rule",
        `7:15 error element-namespace: the element Rule in Policy is not of the XACML 3.0 namespace; put it in the namespace ${xacmlNamespace}`,
        "8:44 error undefined-variable: the variable v is not defined here; define the variable in the same policy, or correct the name"
      ].join("\n")
    )
  })

  test.each([
    ["PolicyId", `<Policy xmlns="${xacmlNamespace}" Version="1.0" RuleCombiningAlgId="urn:c"><Target/></Policy>`],
    ["Version", `<Policy xmlns="${xacmlNamespace}" PolicyId="p" RuleCombiningAlgId="urn:c"><Target/></Policy>`],
    [
      "MatchId",
      policyWith(
        rule(
          "<Target><AnyOf><AllOf><Match><AttributeValue DataType='t'/><AttributeDesignator Category='c' AttributeId='a' DataType='t' MustBePresent='true'/></Match></AllOf></AnyOf></Target>"
        )
      )
    ],
    [
      "MustBePresent",
      policyWith(rule("<Condition><AttributeDesignator Category='c' AttributeId='a' DataType='t'/></Condition>"))
    ],
    ["DataType", policyWith(rule("<Condition><AttributeValue>1</AttributeValue></Condition>"))]
  ])("names the mandatory attribute %s when it is missing", (name, text) => {
    expect(said(text)).toMatch(new RegExp(`error attribute-missing: \\w+ has no attribute ${name}; add ${name}=`))
  })

  test("what is there under a wrong name is not also said to be missing", () => {
    const match = (names: string) => policyWith(rule(`<Target><AnyOf><AllOf>${names}</AllOf></AnyOf></Target>`))
    expect(said(match("<Mach/>"))).toMatch(/^3:\d+ error element-unknown: [^\n]+; did you mean Match\?$/)
    expect(said(match("<Rule/>"))).toMatch(/element-missing/)
    expect(said(match("<Match xmlns='urn:other'/>"))).toMatch(/^3:\d+ error element-namespace: [^\n]+$/)
  })

  test.each([
    ["a version that is none", policyWith("").replace('"1.0"', '"1.x"'), ["1:1 error attribute-invalid"]],
    ["a policy without a target", `<Policy ${head}/>`, ["1:1 error element-missing"]],
    ["an empty AnyOf", policyWith(rule("<Target><AnyOf/></Target>")), ["3:42 error element-missing"]],
    [
      "the version of a reference",
      setWith("<PolicyIdReference Version='1.+.2'>p</PolicyIdReference>"),
      ["3:1 error attribute-invalid"]
    ],
    [
      "elements in a text",
      policyWith("").replace("<Target/>", "<Description><b/></Description><Target/>"),
      ["2:14 error element-unknown"]
    ]
  ])("refuses %s", (_, text, expected) => {
    expect(findings(text)).toEqual(expected)
  })

  test("notes an unknown attribute, with what was probably meant, and reads on", () => {
    const text = policyWith(
      rule(
        "<Condition><AttributeDesignator Isuer='i' SubjectCategory='s' xmlns:e='urn:e' e:f='g' Category='c' AttributeId='a' DataType='t' MustBePresent='true'/></Condition>"
      )
    )
    expect(said(text)).toBe(
      [
        "3:45 note attribute-unknown: the attribute Isuer of AttributeDesignator is not known and is ignored; did you mean Issuer?",
        "3:45 note attribute-unknown: the attribute SubjectCategory of AttributeDesignator is not known and is ignored; remove it"
      ].join("\n")
    )
    expect(readPolicy(text).ok).toBe(true)
  })

  test("accepts rules of one id and a policy-combining algorithm, with findings", () => {
    const text = policyWith(rule("") + rule("")).replace(
      "urn:c",
      "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"
    )
    expect(findings(text)).toEqual(["1:1 note policy-combining-algorithm-in-policy", "3:41 warning duplicate-rule-id"])
    expect(read(text).combiningAlgorithm).toContain("policy-combining-algorithm")
  })

  const variable = (id: string, ...needed: ReadonlyArray<string>): string =>
    `<VariableDefinition VariableId="${id}"><Apply FunctionId="f">${needed.map((each) => `<VariableReference VariableId="${each}"/>`).join("")}</Apply></VariableDefinition>\n`

  test.each([
    ["a variable defined twice", policyWith(variable("v") + variable("v")), ["4:1 error duplicate-variable-id"]],
    ["a variable defined by itself", policyWith(variable("v", "v")), ["3:58 error circular-variable"]],
    [
      "variables defined by one another, once for each circle",
      policyWith(
        variable("a", "b") + variable("b", "c") + variable("c", "b") + variable("d", "a") + variable("e", "e")
      ),
      ["4:58 error circular-variable", "7:58 error circular-variable"]
    ],
    [
      "a variable of another policy",
      setWith(
        policyWith(variable("v")) +
          policyWith(rule("<Condition><VariableReference VariableId='v'/></Condition>")).replace('"p"', '"q"')
      ),
      ["9:45 error undefined-variable"]
    ],
    [
      "a variable in the notices of a policy set",
      setWith(
        "<AdviceExpressions><AdviceExpression AdviceId='a' AppliesTo='Deny'><AttributeAssignmentExpression AttributeId='b'><VariableReference VariableId='v'/></AttributeAssignmentExpression></AdviceExpression></AdviceExpressions>"
      ),
      ["3:115 error undefined-variable"]
    ],
    [
      "a PolicyId used twice",
      setWith(policyWith("") + setWith(policyWith("")).replace('"s"', '"t"')),
      ["8:1 error duplicate-policy-id"]
    ],
    ["a PolicySetId used twice", setWith(setWith("")), ["3:1 error duplicate-policy-set-id"]]
  ])("refuses %s", (_, text, expected) => {
    expect(findings(text)).toEqual(expected)
  })

  test("takes variables in any order, and one many times", () => {
    expect(findings(policyWith(variable("a", "b", "c") + variable("b", "c", "c") + variable("c")))).toEqual([])
  })

  test.each([
    [
      "urn:oasis:names:tc:xacml:2.0:policy:schema:os",
      "Policy",
      "this is an XACML 2.0 document; convert it to XACML 3.0"
    ],
    ["urn:oasis:names:tc:xacml:1.0:policy", "Policy", "this is an XACML 1.0 document; convert it to XACML 3.0"],
    [
      "urn:oasis:names:tc:xacml:3.0:core:schema:wd-11",
      "Policy",
      "this document uses another draft of the XACML 3.0 schema; declare xmlns="
    ],
    ["", "Policy", "the outermost element Policy is in no namespace; declare xmlns="],
    [
      "urn:x",
      "a",
      "the outermost element a is not of the XACML 3.0 namespace; supply a document whose outermost element is Policy or PolicySet"
    ],
    [xacmlNamespace, "Polcy", "the outermost element is Polcy, not Policy or PolicySet; did you mean Policy?"],
    [
      xacmlNamespace,
      "Request",
      "the outermost element is Request, not Policy or PolicySet; supply a document whose outermost element is Policy or PolicySet"
    ]
  ])("says what a document in %s with the root %s is", (namespace, name, expected) => {
    expect(said(`<${name} xmlns="${namespace}"/>`)).toContain(`error root-unknown: ${expected}`)
  })

  test("stops counting errors at a hundred, and still refuses", () => {
    const reading = readPolicy(policyWith("<Rul/>".repeat(50_000)))
    expect(reading.ok).toBe(false)
    expect(reading.findings).toHaveLength(100)
    const many = policyWith(`<Rule RuleId="r" Effect="Permit" a="1"/>`.repeat(200) + "<Rul/>")
    expect(readPolicy(many).ok).toBe(false)
  })

  test("is quick on what is made to be slow", () => {
    const hostile = [
      policyWith(`<Description>${" ".repeat(1_000_000)}x${" ".repeat(500_000)}</Description>`),
      setWith(`<PolicyIdReference>${" ".repeat(1_000_000)}x${" ".repeat(500_000)}y</PolicyIdReference>`),
      policyWith("").replace('"1.0"', `"${"1".repeat(1_000_000)}x"`),
      policyWith(Array.from({ length: 8000 }, (_, i) => variable(`v${i}`, `v${i + 1}`)).join("") + variable("v8000")),
      policyWith(variable("v") + Array.from({ length: 10_000 }, (_, i) => variable(`v${i}`, "v")).join(""))
    ]
    const start = processorTime()
    for (const text of hostile) readPolicy(text)
    expect(processorTime() - start).toBeLessThan(5000)
  })
})

describe("writing", () => {
  test("lays a policy out, but not its literals", () => {
    const policy = read(everything)
    const text = writePolicy(policy)
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<PolicySet xmlns=/)
    expect(text).toContain('\n            <AttributeValue DataType="urn:t">  a &amp; b </AttributeValue>\n')
    expect(text).toContain("<x:AttributeSelector xmlns:x=")
  })

  test("law: what is written reads back as the same policy, for every element of the schema", () => {
    const policy = read(everything)
    expect(withoutPlaces(read(writePolicy(policy)))).toEqual(withoutPlaces(policy))
  })

  const uri = fc.constantFrom("urn:a", "urn:b", "urn:æ?x=1&y=2")
  const text = fc.oneof(fc.constantFrom("", " ", "a\n b", "]]>", "<&\"'>", "\r\t"), fc.string())
  const clean = text.map((each) => each.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, ""))
  const namespaces = fc.constantFrom<Record<string, string>>(
    { "": xacmlNamespace },
    { "": xacmlNamespace, md: "urn:md" },
    { "": "urn:other", x: xacmlNamespace },
    Object.fromEntries([
      ["x", xacmlNamespace],
      ["__proto__", "urn:md"]
    ])
  )
  const literal: fc.Arbitrary<AttributeValue> = fc.record({
    kind: fc.constant("AttributeValue"),
    dataType: uri,
    text: clean
  })
  const optional = { requiredKeys: ["kind", "category", "attributeId", "dataType", "mustBePresent"] } as const
  const designator = fc.record(
    {
      kind: fc.constant("AttributeDesignator"),
      category: uri,
      attributeId: uri,
      dataType: uri,
      issuer: clean,
      mustBePresent: fc.boolean()
    },
    { requiredKeys: [...optional.requiredKeys] }
  )
  const selector: fc.Arbitrary<AttributeSelector> = fc.record({
    kind: fc.constant("AttributeSelector"),
    category: uri,
    path: clean,
    dataType: uri,
    mustBePresent: fc.boolean(),
    namespaces
  })
  const expressions = fc.letrec<{ expression: Expression; apply: Apply }>((tie) => ({
    apply: fc.record(
      {
        kind: fc.constant("Apply"),
        functionId: uri,
        description: clean,
        arguments: fc.array(tie("expression"), { maxLength: 3 })
      },
      { requiredKeys: ["kind", "functionId", "arguments"] }
    ),
    expression: fc.oneof(
      { maxDepth: 4 },
      literal,
      designator,
      selector,
      fc.record({ kind: fc.constant("Function"), functionId: uri }),
      tie("apply")
    )
  })).expression
  const target: fc.Arbitrary<Target> = fc.record({
    anyOf: fc.array(
      fc.record({
        allOf: fc.array(
          fc.record({
            matches: fc.array(fc.record({ matchId: uri, value: literal, attribute: fc.oneof(designator, selector) }), {
              minLength: 1,
              maxLength: 2
            })
          }),
          { minLength: 1, maxLength: 2 }
        )
      }),
      { maxLength: 2 }
    )
  })
  const effect = fc.constantFrom("Permit" as const, "Deny" as const)
  const notices = fc.array(
    fc.record({
      id: uri,
      appliesTo: effect,
      assignments: fc.array(
        fc.record(
          { attributeId: uri, category: uri, issuer: clean, expression: expressions },
          { requiredKeys: ["attributeId", "expression"] }
        ),
        { maxLength: 2 }
      )
    }),
    { maxLength: 2 }
  )
  const rules: fc.Arbitrary<Rule> = fc.record(
    { id: clean, effect, description: clean, target, condition: expressions, obligations: notices, advice: notices },
    { requiredKeys: ["id", "effect", "obligations", "advice"] }
  )
  const policies: fc.Arbitrary<Policy> = fc.record(
    {
      kind: fc.constant("Policy"),
      id: uri,
      version: fc.constantFrom("1", "1.0", "2.10.3"),
      combiningAlgorithm: uri,
      maxDelegationDepth: fc.nat(99),
      description: clean,
      xpathVersion: uri,
      target,
      combinerParameters: fc.array(
        fc.record(
          {
            about: fc.record({ kind: fc.constant("Rule"), id: clean }),
            parameters: fc.array(fc.record({ name: clean, value: literal }), { maxLength: 2 })
          },
          { requiredKeys: ["parameters"] }
        ),
        { maxLength: 2 }
      ),
      variables: fc.uniqueArray(fc.record({ id: clean, expression: expressions }), {
        selector: ({ id }) => id,
        maxLength: 2
      }),
      rules: fc.array(rules, { maxLength: 3 }),
      obligations: notices,
      advice: notices
    },
    {
      requiredKeys: [
        "kind",
        "id",
        "version",
        "combiningAlgorithm",
        "target",
        "combinerParameters",
        "variables",
        "rules",
        "obligations",
        "advice"
      ]
    }
  )

  test("law: what is written reads back as the same policy, for any policy", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(withoutPlaces(read(writePolicy(policy)))).toEqual(withoutPlaces(policy))
      })
    )
  })
})

describe.skipIf(!isPresent)(withFolder("the conformance folder"), () => {
  const documents = corpusTexts("Policy", "PolicySet")
  const isMalformed: ReadonlySet<string> = new Set(
    (isPresent ? (JSON.parse(corpusText("corpus/index.json")) as Array<{ file: string; wellFormed: boolean }>) : [])
      .filter(({ wellFormed }) => !wellFormed)
      .map(({ file }) => `corpus/${file}`)
  )
  const isRefused = (file: string): boolean =>
    isMalformed.has(file) ||
    /Policy(Set)?Id\.Uniqueness|VariableId\.Uniqueness|VariableReference\.(Circular|Undef)/.test(file)

  test("law: every policy reads, and what is written reads back as the same; the others are refused", () => {
    expect(documents.length).toBeGreaterThan(500)
    const outcomes = documents.map(([file, text]) => {
      const reading = readPolicy(text)
      if (!reading.ok) return [file, "refused"]
      expect(withoutPlaces(read(writePolicy(reading.value))), file).toEqual(withoutPlaces(reading.value))
      return [file, "read"]
    })
    expect(outcomes).toEqual(documents.map(([file]) => [file, isRefused(file) ? "refused" : "read"]))
  })

  test("the files of the corpus that are not well-formed are refused with a place", () => {
    for (const file of isMalformed)
      expect(readPolicy(corpusText(file)).findings).toMatchObject([
        { code: "xml-malformed", place: { line: 1 }, message: "text stands after the outermost element" }
      ])
  })

  test("a document cut short anywhere is refused and never throws", () => {
    const cut = documents.filter(([, text]) => text.length < 20_000).slice(0, 60)
    for (const [file, text] of cut)
      for (let end = 0; end < text.lastIndexOf(">"); end += 50)
        expect(readPolicy(text.slice(0, end)).ok, `${file} ${end}`).toBe(false)
  })
})
