/**
 * Codes that nobody can hold because they do not exist, as far as is known: role codes and access packages change, so that
 * a code outside the catalogue is doubtful only when it looks like a slip.
 */
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import { nearestWord } from "../NearestWord.ts"
import type { Match } from "../Policy.ts"
import { AltinnAttributeId, Category } from "../Vocabulary.ts"
import { accessPackages, accessPackagesKnownOn } from "./AltinnAccessPackages.ts"
import { roleCodes, roleCodesKnownOn } from "./AltinnRoleCodes.ts"
import { attributeOf, literalOf, matchesIn } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { onePer } from "./ReviewContext.ts"

/** The findings about codes, one for each code. */
export const codeFindings = ({ resources, rules }: ReviewContext): ReadonlyArray<Finding> => {
  const matches = rules.flatMap(matchesIn).filter(({ attribute }) => attribute.category === Category.subject)
  const of = (attributeId: string): ReadonlyArray<Match> =>
    onePer(
      matches.filter((match) => attributeOf(match) === attributeId && isEquality(match)),
      literalOf
    )
  const orgs = new Set([
    ...of(AltinnAttributeId.org).map(literalOf),
    ...resources.flatMap((resource) => (resource.kind === "app" ? [resource.org] : []))
  ])
  return [
    ...of(AltinnAttributeId.roleCode).flatMap((match) => roleFinding(match, orgs)),
    ...of(AltinnAttributeId.accessPackage).flatMap(packageFinding)
  ]
}

/** Whether a match compares a literal as a whole, so that the literal is a code and no pattern. */
export const isEquality = ({ matchId }: Match): boolean => /-equal(?:-ignore-case)?$/.test(matchId)

const roleFinding = (match: Match, orgs: ReadonlySet<string>): ReadonlyArray<Finding> => {
  const code = literalOf(match)
  if (roleCodes.has(code.toUpperCase())) return []
  // Codes are short, so that two edits lead from any code to many others.
  const meant = nearestWord(code, roleCodes.keys(), 1)
  const isSlip = code === "" || orgs.has(code) || meant !== undefined
  return [
    finding(
      isSlip ? "warning" : "note",
      "unknown-role-code",
      match.place,
      code === ""
        ? "a role code is empty"
        : `role code ${code} is not among the ${roleCodes.size} codes known on ${roleCodesKnownOn}`,
      code === ""
        ? "write a role code, or remove the match"
        : orgs.has(code)
          ? `${code} is a service owner; to mean it, compare ${AltinnAttributeId.org} instead of ${AltinnAttributeId.roleCode}`
          : meant === undefined
            ? "check the code; nobody can hold a role that does not exist"
            : `did you mean ${meant} (${roleCodes.get(meant)})?`
    )
  ]
}

const packageFinding = (match: Match): ReadonlyArray<Finding> => {
  const code = literalOf(match)
  if (accessPackages.has(code.toLowerCase())) return []
  const meant = nearestWord(code.replace(/^urn:altinn:accesspackage:/, ""), accessPackages)
  return [
    finding(
      meant === undefined && code !== "" ? "note" : "warning",
      "unknown-access-package",
      match.place,
      code === ""
        ? "the code of an access package is empty"
        : `access package ${code} is not among the ${accessPackages.size} packages known on ${accessPackagesKnownOn}`,
      meant === undefined
        ? "check the code; nobody can hold an access package that does not exist"
        : `did you mean ${meant}?`
    )
  ]
}
