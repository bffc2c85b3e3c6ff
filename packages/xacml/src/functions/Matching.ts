/** Regular expressions and special matches (XACML 3.0 core §A.3.13 and §A.3.14). */
import type { Rfc822Name } from "../datatypes/NetworkName.ts"
import { matchesRfc822Name } from "../datatypes/NetworkName.ts"
import { isTerminalPart } from "../datatypes/X500Name.ts"
import type { X500Name } from "../datatypes/X500Name.ts"
import { dataTypes } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import { DataType } from "../Vocabulary.ts"
import { boolean, functionId, one, scalar, shortName, string } from "./Definition.ts"
import { matchesPattern } from "./RegularExpression.ts"

const regexpMatch = (type: string, version: "1.0" | "2.0"): PlainFunction =>
  scalar(
    functionId(version, `${shortName(type)}-regexp-match`),
    [string, one(type)],
    boolean,
    (pattern: string, data: unknown) => matchesPattern(pattern, dataTypes.get(type)?.format(data) ?? "")
  )

interface DistinguishedName {
  readonly names: X500Name
}

export const matchFunctions: ReadonlyArray<PlainFunction> = [
  regexpMatch(DataType.string, "1.0"),
  ...[DataType.anyURI, DataType.ipAddress, DataType.dnsName, DataType.rfc822Name, DataType.x500Name].map((type) =>
    regexpMatch(type, "2.0")
  ),
  scalar(
    functionId("1.0", "x500Name-match"),
    [one(DataType.x500Name), one(DataType.x500Name)],
    boolean,
    (first: DistinguishedName, second: DistinguishedName) => isTerminalPart(first.names, second.names)
  ),
  scalar(
    functionId("1.0", "rfc822Name-match"),
    [string, one(DataType.rfc822Name)],
    boolean,
    (pattern: string, name: Rfc822Name) => matchesRfc822Name(pattern, name)
  )
]
