/**
 * What the Altinn engine makes of the condition of a rule, where XACML says otherwise.
 */
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import type { Apply, Rule } from "../Policy.ts"
import { conditionParts } from "./Condition.ts"
import { nameOf, unknownFunction } from "./Deviation.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import { InnerFunction, matchFunctions } from "./MatchFunction.ts"

/** The findings about a condition. */
export const conditionFindings = (rule: Rule, version: EngineVersion): ReadonlyArray<Finding> => {
  const { condition, id } = rule
  if (condition === undefined) return []
  const place = condition.place ?? rule.place
  const remedy = "compare one attribute with one literal"
  if (condition.kind !== "Apply") {
    return [
      finding(
        "warning",
        "altinn-condition-false",
        place,
        `the condition of rule ${id} is no Apply, and is false to the Altinn engine`,
        remedy
      )
    ]
  }
  const parts = conditionParts(condition)
  const findings: Array<Finding> = []
  if (parts.designator === undefined || parts.literal === undefined) {
    findings.push(
      finding(
        "warning",
        "altinn-condition-fails",
        place,
        `the condition of rule ${id} has no literal and attribute that the Altinn engine finds, and it fails`,
        remedy
      )
    )
  } else if (!matchFunctions(version).has(parts.functionId)) {
    findings.push(unknownFunction(rule, parts.functionId, place))
  } else if (!isReadWhole(condition)) {
    findings.push(
      finding(
        "warning",
        "altinn-condition-simplified",
        place,
        `the Altinn engine compares each value of ${nameOf(parts.designator.attributeId)} with the literal in the condition of rule ${id}, and leaves the rest of the condition out`,
        remedy
      )
    )
  }
  if (nameOf(parts.functionId) === "string-regexp-match") {
    findings.push(
      finding(
        "warning",
        "altinn-regexp-swapped",
        place,
        `in the condition of rule ${id} the Altinn engine takes the value of the request for the pattern`,
        "match the pattern in the target of the rule"
      )
    )
  }
  if (parts.designator !== undefined) {
    const name = nameOf(parts.designator.attributeId)
    findings.push(
      finding(
        "note",
        "altinn-condition-attribute-absent",
        parts.designator.place ?? place,
        `without ${name}${name.startsWith("current-") ? ", which the Altinn engine never supplies" : ""} the condition of rule ${id} is Indeterminate to the Altinn engine, even where XACML would see an empty bag`,
        "match the attribute in the target of the rule"
      )
    )
  }
  return findings
}

/** Whether nothing of the condition is lost: `f(literal, one-and-only(designator))` or a size, of a type that is enforced. */
const isReadWhole = ({ arguments: args }: Apply): boolean => {
  const inner = args.find((argument) => argument.kind === "Apply")
  const known: ReadonlyArray<string> = [...InnerFunction.single, ...InnerFunction.size]
  return args.length === 2 && inner !== undefined && inner.arguments.length === 1 && known.includes(inner.functionId)
}
