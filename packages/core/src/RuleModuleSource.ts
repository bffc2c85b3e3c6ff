/**
 * The text of a rule module: the gates of a rule set as straight-line integer code, one line for each condition, with the
 * rules that ask it beside it, so that it can be reviewed against the document rule by rule.
 *
 * Invariants: equal rule sets give equal text; the text is an ordinary module without imports at run time; it reads facts
 * as `ConditionReader` does, since both go by the same `FactLayout`.
 */
import {
  conditionInWords,
  formulaInWords,
  formulaSource,
  localOf,
  pairSource,
  quoted,
  shown
} from "./ConditionSource.ts"
import { layoutOf } from "./FactLayout.ts"
import type { FactLayout } from "./FactLayout.ts"
import { combination, numberGates } from "./Numbering.ts"
import type { Formula, GateNumbering } from "./Numbering.ts"
import { MODULE_FORMAT, vocabularyFingerprint } from "./RuleModule.ts"
import { bases, catalogueOf, fingerprint } from "./RuleSet.ts"
import type { Rule, RuleSet } from "./RuleSet.ts"
import { CONDITIONS_PER_WORD, wordOf } from "./Trace.ts"

/** How the text of every rule module begins. */
export const MODULE_MARK = "/**\n * Written by `adressat compile`; do not edit it."

/** The module of a rule set, in TypeScript. */
export const writeModule = (ruleSet: RuleSet): string => {
  const layout = layoutOf(ruleSet)
  const own = fingerprint(ruleSet)
  const gates = bases.map((basis) => ({ basis, source: gatesSource(numberGates(ruleSet, basis), layout, ruleSet) }))
  return [
    `${MODULE_MARK} Mend the rule set and compile it again.`,
    " *",
    ` * The rule set ${shown(ruleSet.id)}, version ${shown(ruleSet.version)},`,
    ` * sha256 ${own}`,
    " *",
    " * `trace` gives a condition two bits, from the lowest on: whether it certainly and whether it possibly holds, so 3 is yes,",
    " * 0 is no and 2 is not known. Each line reads one fact, whose code moves the table until its two bits stand in their place.",
    " * The comment above says the number of the condition, what it asks, and which rules ask it. Conditions are what lets a",
    " * candidate through: those of an exclude rule stand here negated. `traceAll` is `trace` with the loop inside. `outcome`",
    " * tests the bits of the conditions that each rule needs.",
    " */",
    'import type { RuleModule } from "@adressat/core"',
    "",
    ...gates.flatMap(({ source }) => source.tables),
    "/** To be given to `createAdressat` or `linkModule` together with the rule set. */",
    "export const ruleModule: RuleModule = {",
    `  format: ${MODULE_FORMAT},`,
    "  ruleSet: {",
    `    id: ${quoted(ruleSet.id)},`,
    `    version: ${quoted(ruleSet.version)},`,
    `    fingerprint: ${quoted(own)}`,
    "  },",
    `  vocabulary: ${quoted(vocabularyFingerprint())},`,
    "  gates: {",
    gates.map(({ basis, source }) => `    ${basis}: {\n${indented(source.members.join(",\n"), 6)}\n    }`).join(",\n"),
    "  }",
    "}",
    ""
  ].join("\n")
}

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, " ".repeat(by))

interface GatesSource {
  /** Declarations before the module's object. */
  readonly tables: ReadonlyArray<string>
  /** Members of the object of a basis. */
  readonly members: ReadonlyArray<string>
}

const gatesSource = (numbering: GateNumbering, layout: FactLayout, ruleSet: RuleSet): GatesSource => {
  const { basis, conditions, passes } = numbering
  if (conditions.length === 0) {
    return {
      tables: [],
      members: [
        "trace: () => 0",
        "traceAll: (candidates, out) => {\n  out.fill(0, 0, candidates.length)\n}",
        'outcome: () => "withhold"'
      ]
    }
  }
  const catalogue = catalogueOf(ruleSet)
  const askers = passes.map(conditionsIn)
  const lines = conditions.map((condition, number) => {
    const reading = layout.reading(condition)
    const pairsName = `pairsOf${basis}${number}`
    const rules = numbering.gates.filter((_, gate) => askers[gate]?.has(number)).map((rule) => placeOf(rule, ruleSet))
    const definition = Object.hasOwn(catalogue, condition.fact) ? catalogue[condition.fact] : undefined
    return {
      reading,
      fact: condition.fact,
      expression: pairSource(reading, number, pairsName),
      comment: `// ${number}: ${conditionInWords(condition, definition)}. ${rules.join(", ")}`,
      tables: reading.from === "own-long" ? tableSource(pairsName, reading.pairs) : []
    }
  })
  const locals = [
    ...new Map(
      lines.flatMap(({ fact, reading }) => {
        const local = localOf(reading)
        if (local === undefined) return []
        const { from, name, place } = local
        const missing = from === "own" ? "0" : "NaN"
        return [[name, `const ${name} = facts.${from}[${place}] ?? ${missing} // ${shown(fact)}`] as const]
      })
    ).values()
  ]
  const words = Array.from({ length: Math.ceil(lines.length / CONDITIONS_PER_WORD) }, (_, word) =>
    lines.filter((_line, number) => wordOf(number) === word)
  )
  return {
    tables: lines.flatMap(({ tables }) => tables),
    members: [
      traceSource(words, locals),
      traceAllSource(words, locals),
      outcomeSource(numbering, ruleSet, words.length)
    ]
  }
}

/** The pairs of a vocabulary too long for one integer, by place. */
const tableSource = (name: string, pairs: ReadonlyArray<number>): ReadonlyArray<string> => {
  const head = `const ${name}: ReadonlyArray<number> = [`
  const line = `${head}${pairs.join(", ")}]`
  if (line.length <= WIDTH) return [line, ""]
  const most = Math.floor((WIDTH - 2) / 3)
  const rows = Array.from({ length: Math.ceil(pairs.length / most) }, (_, row) =>
    pairs.slice(row * most, (row + 1) * most).join(", ")
  )
  return [head, rows.map((row) => `  ${row}`).join(",\n"), "]", ""]
}

interface Line {
  readonly expression: string
  readonly comment: string
}

type Words = ReadonlyArray<ReadonlyArray<Line>>

const traceSource = (words: Words, locals: ReadonlyArray<string>): string => {
  const declared = words.map((lines, word) => `const ${wordName(word)} =\n${joined(lines, true)}`)
  const result = words.length === 1 ? wordName(0) : `[${words.map((_, word) => wordName(word)).join(", ")}]`
  return functionSource("trace: (facts) =>", [...locals, ...declared, `return ${result}`])
}

const traceAllSource = (words: Words, locals: ReadonlyArray<string>): string =>
  functionSource("traceAll: (candidates, out) =>", [
    "let at = 0",
    functionSource("for (const facts of candidates)", [
      ...locals,
      ...words.map((lines) => assigned("out[at++] =", joined(lines, false), 10))
    ])
  ])

const outcomeSource = ({ gates, passes }: GateNumbering, ruleSet: RuleSet, words: number): string => {
  if (!gates.some(({ event }) => event.type === "require")) return 'outcome: () => "withhold"'
  const rules = gates.flatMap((rule, gate) => {
    const formula = passes[gate]
    return formula === undefined ? [] : [{ formula, place: placeOf(rule, ruleSet) }]
  })
  // Conditions that must hold for themselves are tested at once; every other formula has a line of its own.
  const isSimple = ({ formula }: { readonly formula: Formula }): boolean =>
    typeof formula === "number" || ("all" in formula && formula.all.every((part) => typeof part === "number"))
  const simple = rules.filter(isSimple)
  const groups = [
    ...(simple.length === 0
      ? []
      : [
          {
            formula: combination("all", [...new Set(simple.flatMap(({ formula }) => [...conditionsIn(formula)]))]),
            comment: simple.map(({ formula, place }) => `${place}: ${formulaInWords(formula)}`)
          }
        ]),
    ...rules
      .filter((rule) => !isSimple(rule))
      .map(({ formula, place }) => ({ formula, comment: [`${place}: ${formulaInWords(formula)}`] }))
  ]
  const test = (how: "certainly" | "possibly"): string =>
    groups
      .map(({ comment, formula }) => {
        const said = how === "certainly" ? comment.map((line) => `  // ${line}\n`).join("") : ""
        const tests = formulaSource(formula, how, wordName).map((one) =>
          groups.length === 1 && typeof formula === "object" && "any" in formula ? withoutParentheses(one) : one
        )
        const line = tests.join(" && ")
        // Comments between the tests of several rules break their line, as a formatter would.
        const fits = how === "certainly" && groups.length === 1 && line.length + 10 <= WIDTH
        return `${said}  ${fits ? line : tests.join(" &&\n  ")}`
      })
      .join(" &&\n")
  return functionSource("outcome: (trace) =>", [
    ...(words === 1
      ? [`const ${wordName(0)} = typeof trace === "number" ? trace : (trace[0] ?? 0)`]
      : [
          'const words = typeof trace === "number" ? [trace] : trace',
          ...Array.from({ length: words }, (_, word) => `const ${wordName(word)} = words[${word}] ?? 0`)
        ]),
    `const certainly =\n${test("certainly")}`,
    'if (certainly) return "notify"',
    assigned("const possibly =", test("possibly"), 8),
    'return possibly ? "undetermined" : "withhold"'
  ])
}

/** A disjunction that stands alone. */
const withoutParentheses = (text: string): string => (text.includes(" || ") ? text.slice(1, -1) : text)

const functionSource = (head: string, body: ReadonlyArray<string>): string =>
  `${head} {\n${indented(body.join("\n"), 2)}\n}`

/** An assignment without comments, on one line or two where it fits at this indentation, as a formatter would have it. */
const assigned = (target: string, expression: string, indentation: number): string => {
  const value = expression.replaceAll(/\n? +/g, " ").trim()
  if (indentation + target.length + 1 + value.length <= WIDTH) return `${target} ${value}`
  return indentation + 2 + value.length <= WIDTH ? `${target}\n  ${value}` : `${target}\n${expression}`
}

/** The widest line of code, in characters; a comment that names many words may be wider. */
const WIDTH = 120

const wordName = (word: number): string => `word${word}`

/** The lines of one word; in parentheses where there are several. */
const joined = (lines: ReadonlyArray<Line>, isCommented: boolean): string =>
  lines
    .map(({ comment, expression }) =>
      [
        ...(isCommented ? [`  ${comment}`] : []),
        `  ${lines.length > 1 && expression.includes(" ") ? `(${expression})` : expression}`
      ].join("\n")
    )
    .join(" |\n")

/** Where a rule stands in the document, and its name. */
const placeOf = (rule: Rule, { rules }: RuleSet): string =>
  `$.rules[${rules.indexOf(rule)}] ${shown(rule.name)}${rule.event.type === "exclude" ? " (exclude)" : ""}`

const conditionsIn = (formula: Formula): ReadonlySet<number> =>
  new Set(
    typeof formula === "number"
      ? [formula]
      : ("all" in formula ? formula.all : formula.any).flatMap((part) => [...conditionsIn(part)])
  )
