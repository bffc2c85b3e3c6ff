import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Row } from "../FunctionCalls.ts"
import { call, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"

const { anyURI, dnsName, ipAddress, rfc822Name, string, x500Name } = value

const names: ReadonlyArray<Row> = [
  ["1.0:x500Name-match", [x500Name("O=Org,C=NO"), x500Name("cn=Ann,o=org, c=no")], true],
  ["1.0:x500Name-match", [x500Name("cn=Ann,o=Org"), x500Name("cn=Ann,o=Org")], true],
  ["1.0:x500Name-match", [x500Name("cn=Ann"), x500Name("cn=Ann,o=Org")], false],
  ["1.0:x500Name-match", [x500Name("cn=Ann,o=Org,c=NO"), x500Name("o=Org,c=NO")], false],
  ["1.0:x500Name-match", [x500Name("o=rg"), x500Name("o=Org")], false],
  ["1.0:x500Name-match", [x500Name("o=Org"), x500Name("cn=Ann\\,o=Org")], false],
  ["1.0:rfc822Name-match", [string("ann@example.org"), rfc822Name("ann@EXAMPLE.org")], true],
  ["1.0:rfc822Name-match", [string("Ann@example.org"), rfc822Name("ann@example.org")], false],
  ["1.0:rfc822Name-match", [string("Example.org"), rfc822Name("ann@example.org")], true],
  ["1.0:rfc822Name-match", [string("example.org"), rfc822Name("ann@mail.example.org")], false],
  ["1.0:rfc822Name-match", [string(".example.org"), rfc822Name("ann@Mail.example.org")], true],
  ["1.0:rfc822Name-match", [string(".example.org"), rfc822Name("ann@example.org")], false],
  ["1.0:rfc822Name-match", [string(".example.org"), rfc822Name("ann@badexample.org")], false]
]

/** The pattern comes first and is looked for in the text of the value. */
const patterns: ReadonlyArray<Row> = [
  ["2.0:anyURI-regexp-match", [string("^urn:[a-z]+$"), anyURI("urn:abc")], true],
  ["2.0:anyURI-regexp-match", [string("^urn:[a-z]+$"), anyURI("urn:ABC")], false],
  ["2.0:anyURI-regexp-match", [string("("), anyURI("urn:abc")], processingError],
  ["2.0:ipAddress-regexp-match", [string("^10\\."), ipAddress("10.1.2.3:80")], true],
  ["2.0:ipAddress-regexp-match", [string("^10\\."), ipAddress("110.1.2.3")], false],
  ["2.0:ipAddress-regexp-match", [string("*"), ipAddress("10.1.2.3")], processingError],
  ["2.0:dnsName-regexp-match", [string("\\.no(:\\d+)?$"), dnsName("example.no:443")], true],
  ["2.0:dnsName-regexp-match", [string("\\.no$"), dnsName("example.org")], false],
  ["2.0:dnsName-regexp-match", [string("a{2,1}"), dnsName("example.org")], processingError],
  ["2.0:rfc822Name-regexp-match", [string("^[^@]+@Example\\.org$"), rfc822Name("ann@Example.org")], true],
  ["2.0:rfc822Name-regexp-match", [string("@example\\.no$"), rfc822Name("ann@example.org")], false],
  ["2.0:rfc822Name-regexp-match", [string("[z-a]"), rfc822Name("ann@example.org")], processingError],
  ["2.0:x500Name-regexp-match", [string("^CN=.*,\\s*O=Org$"), x500Name("CN=Ann Berg, O=Org")], true],
  ["2.0:x500Name-regexp-match", [string("^O=Org"), x500Name("CN=Ann Berg, O=Org")], false],
  ["2.0:x500Name-regexp-match", [string("\\"), x500Name("CN=Ann")], processingError]
]

type Case = readonly [pattern: string, text: string, expected: boolean | string]

/** Where XML Schema and XPath differ from other dialects. */
const dialect: ReadonlyArray<Case> = [
  ["b", "abc", true],
  ["^b", "abc", false],
  ["^a|c$", "xc", true],
  ["", "abc", true],
  ["^$", "", true],
  ["^$", "a", false],
  ["a.c", "abc", true],
  ["a.c", "a\nc", false],
  ["a.c", "a\rc", false],
  ["^.$", "\u{1F600}", true],
  ["^\\i\\c*$", "_a-1.b", true],
  ["^\\i\\c*$", "1a", false],
  ["^\\I$", "-", true],
  ["^\\C$", "-", false],
  ["^[a-z-[aeiou]]+$", "xyz", true],
  ["^[a-z-[aeiou]]+$", "xyaz", false],
  ["^\\p{Lu}$", "Æ", true],
  ["^\\P{Lu}$", "Æ", false],
  ["^\\p{IsBasicLatin}+$", "abc", true],
  ["^\\p{IsBasicLatin}+$", "æ", false],
  ["^\\p{IsGreek}$", "α", true],
  ["^\\d+$", "\u0661", true],
  ["^\\s$", "\u00A0", false],
  ["^\\w+$", "a_b", false],
  ["^a{2,3}$", "aaaa", false],
  ["^a{2,}$", "aaaa", true],
  ["^(ab|c)+$", "abcab", true],
  ["^a*?b", "aab", true],
  ["\\$", "a$", true],
  ["[$^]", "$", true],
  ["\\p{IsNowhere}", "a", processingError],
  ["(?=a)", "a", processingError],
  ["(?<!a)b", "b", processingError],
  ["(a)\\1", "aa", processingError],
  ["\\bword\\b", "word", processingError],
  ["\\x41", "A", processingError],
  ["\\u0041", "A", processingError],
  ["a**", "a", processingError],
  ["]", "]", processingError]
]

const regular = dialect.map(([pattern, text, expected]): Row => [
  "1.0:string-regexp-match",
  [string(pattern), string(text)],
  expected
])

describe("matches", () => {
  it.each([...names, ...patterns, ...regular].map((row) => [titleOf(row), row] as const))(
    "%s",
    (_, [name, args, expected]) => expect(textOf(call(name, args))).toEqual(expected)
  )
})

/** Patterns that mean the same in XPath and in JavaScript with the flag `u`. */
const sharedPattern = fc.letrec<{ pattern: string; piece: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("a", "b", "-", ".", "[ab]", "[^a]", "[a-c]", "\\.", "\\n"),
    tie("pattern").map((pattern) => `(${pattern})`)
  ),
  piece: fc
    .tuple(tie("atom"), fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "+?"))
    .map((parts) => parts.join("")),
  pattern: fc
    .array(fc.array(tie("piece"), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((branches) => branches.map((branch) => branch.join("")).join("|"))
})).pattern

it("matches what JavaScript matches, where the dialects agree", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", ".", "\n", "\u{1F600}"), maxLength: 6 })
  const ends = fc.constantFrom<readonly [string, string]>(["", ""], ["^(", ")$"], ["^(", ")"], ["(", ")$"])
  fc.assert(
    fc.property(sharedPattern, ends, texts, (inner, [start, end], text) => {
      const pattern = `${start}${inner}${end}`
      const result = textOf(call("1.0:string-regexp-match", [string(pattern), string(text)]))
      expect(result).toBe(new RegExp(pattern, "u").test(text))
    }),
    { numRuns: 1_000 }
  )
})

describe("hostile patterns and texts", () => {
  const matches = (pattern: string, text: string) =>
    textOf(call("1.0:string-regexp-match", [string(pattern), string(text)]))

  it("take no time that grows faster than the text", () => {
    const text = "a".repeat(10_000)
    for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(a*)*$", "^([a-z]+)*$", "^(.*a){3}$"]) {
      expect(matches(pattern, `${text}!`)).toBe(false)
    }
  })

  it("are refused where they repeat too much, and so is a text that is too long for its pattern", () => {
    expect(matches("a{100000}", "a")).toBe(processingError)
    expect(matches("((a{100}){100}){100}", "a")).toBe(processingError)
    expect(matches("(a?){9999}", "a")).toBe(processingError)
    expect(matches("(){4000}", "a")).toBe(processingError)
    expect(matches("[x]{1,99999}", "x")).toBe(processingError)
    expect(matches("a".repeat(100_000), "a")).toBe(processingError)
    expect(matches("(".repeat(9_000), "a")).toBe(processingError)
    expect(matches("^[a-z]+$", "a".repeat(1_000_000))).toBe(processingError)
  })

  it("are read at their own length where nothing repeats", () => {
    expect(matches("[({100000})]", "(")).toBe(true)
    expect(matches("\\{100000\\}", "{100000}")).toBe(true)
    expect(matches("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "0f8fad5b-d9cb-469f-a165-70867728950e")).toBe(true)
  })
})
