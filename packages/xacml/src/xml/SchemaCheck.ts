/**
 * The check of a document against the schema. It reports every error, not only the first. Attributes that the schema does
 * not know are noted and otherwise ignored, since real documents have them. An unknown element is an error: to ignore it
 * could change what a policy says. Findings carry names of elements and attributes, never values.
 */
import type { Finding } from "../Finding.ts"
import { nearestWord } from "../NearestWord.ts"
import { xacmlNamespace } from "../Vocabulary.ts"
import { formatOf, type Shape, shapes, type Slot } from "./XacmlSchema.ts"
import type { XmlElement } from "./Xml.ts"
import { isBlank, textOf, trimXml } from "./XmlContent.ts"

/** After so many errors a document is not looked at further, and so many notes are kept. */
const mostFindings = 100

/** What in a document departs from the schema. `roots` are the elements that may be outermost. */
export const checkSchema = (root: XmlElement, roots: ReadonlyArray<string>): ReadonlyArray<Finding> => {
  const findings: Finding[] = []
  const counts = { error: 0, warning: 0, note: 0 }
  const report = (
    severity: "error" | "note",
    code: string,
    element: XmlElement,
    message: string,
    remedy: string
  ): void => {
    if (++counts[severity] > mostFindings) return
    const place = element.place === undefined ? {} : { place: element.place }
    findings.push({ severity, code, message, remedy, ...place })
  }

  const checkAttributes = (element: XmlElement, { optional, required }: Shape): void => {
    const own = element.attributes.filter(({ namespace }) => namespace === "")
    const missing = required.filter((name) => !own.some((each) => each.name === name))
    const unknown = own.map(({ name }) => name).filter((name) => !required.includes(name) && !optional.includes(name))
    for (const name of missing) {
      const slip = unknown.find((each) => nearestWord(each, missing) === name)
      const remedy = slip === undefined ? `add ${name}="…"` : `write ${name} for ${shown(slip)}`
      report("error", "attribute-missing", element, `${element.name} has no attribute ${name}`, remedy)
    }
    for (const name of unknown) {
      if (counts.note > mostFindings) break
      const meant = nearestWord(name, optional)
      report(
        "note",
        "attribute-unknown",
        element,
        `the attribute ${shown(name)} of ${element.name} is not known and is ignored`,
        meant === undefined ? "remove it" : `did you mean ${meant}?`
      )
    }
    for (const { name, value } of own) {
      const format = required.includes(name) || optional.includes(name) ? formatOf(element.name, name) : undefined
      if (format !== undefined && !format.pattern.test(trimXml(value)))
        report(
          "error",
          "attribute-invalid",
          element,
          `the attribute ${name} of ${element.name} has no allowed value`,
          `write ${format.allowed}`
        )
    }
  }

  const checkUnknown = (parent: XmlElement, child: XmlElement, names: ReadonlyArray<string>): void => {
    const holds = names.length === 0 ? "remove it" : `${parent.name} holds only ${names.join(", ")}`
    if (child.namespace !== xacmlNamespace)
      return report(
        "error",
        "element-namespace",
        child,
        `the element ${shown(child.name)} in ${parent.name} is not of the XACML 3.0 namespace`,
        names.includes(child.name) ? `put it in the namespace ${xacmlNamespace}` : holds
      )
    const meant = meantBy(child, names)
    const message = `${parent.name} may not hold an element ${shown(child.name)}`
    report("error", "element-unknown", child, message, meant === undefined ? holds : `did you mean ${meant}?`)
  }

  const checkText = (element: XmlElement): void => {
    if (element.children.some((child) => child.kind === "text" && !isBlank(child.text)))
      report(
        "error",
        "text-unexpected",
        element,
        `text stands in ${element.name} beside its elements`,
        "remove the text"
      )
  }

  const checkChildren = (element: XmlElement, slots: ReadonlyArray<Slot>): void => {
    const names = slots.flatMap((slot) => slot.names)
    const counted = slots.map(() => 0)
    // What is there under a wrong name is not also missing.
    const misspelt = new Set<string | undefined>()
    let reached = -1
    let before = ""
    checkText(element)
    for (const child of element.children) {
      if (child.kind === "text") continue
      const index = child.namespace === xacmlNamespace ? slots.findIndex((slot) => slot.names.includes(child.name)) : -1
      const slot = slots[index]
      if (slot === undefined) {
        checkUnknown(element, child, names)
        misspelt.add(child.namespace === xacmlNamespace ? meantBy(child, names) : child.name)
        continue
      }
      const earlier = counted[index] ?? 0
      counted[index] = earlier + 1
      if (earlier > 0 && !slot.repeats)
        report(
          "error",
          "element-repeated",
          child,
          `${element.name} may hold only one ${nameOf(slot)}`,
          `keep one and remove the others`
        )
      else if (index < reached)
        report(
          "error",
          "element-order",
          child,
          `${child.name} stands after ${before} in ${element.name}`,
          `move ${child.name} before ${before}`
        )
      else if (index > reached) {
        reached = index
        before = child.name
      }
      check(child)
    }
    slots.forEach((slot, index) => {
      if (slot.required && counted[index] === 0 && !slot.names.some((name) => misspelt.has(name)))
        report(
          "error",
          "element-missing",
          element,
          `${element.name} holds no ${nameOf(slot)}`,
          `add ${slot.names.join(" or ")}`
        )
    })
  }

  const check = (element: XmlElement): void => {
    const known = shapes.get(element.name)
    if (known === undefined || counts.error > mostFindings) return
    checkAttributes(element, known)
    if (known.content === "text") checkContentOfText(element)
    else if (known.content === "one") checkOne(element)
    else if (known.content !== "any") checkChildren(element, known.content)
  }

  const checkContentOfText = (element: XmlElement): void => {
    for (const child of element.children) if (child.kind === "element") checkUnknown(element, child, [])
    const format = formatOf(element.name, element.name)
    if (format !== undefined && !format.pattern.test(trimXml(textOf(element))))
      report("error", "text-invalid", element, `${element.name} holds no allowed text`, `write ${format.allowed}`)
  }

  const checkOne = (element: XmlElement): void => {
    checkText(element)
    if (element.children.filter(({ kind }) => kind === "element").length !== 1)
      report(
        "error",
        "content-not-one-element",
        element,
        `${element.name} does not hold exactly one element`,
        "wrap what it holds in one element"
      )
  }

  if (root.namespace === xacmlNamespace && roots.includes(root.name)) check(root)
  else report("error", "root-unknown", root, ...rootMistake(root, roots))
  return findings
}

/** The name that was probably meant; one that is right elsewhere is no slip. */
const meantBy = ({ name }: XmlElement, names: ReadonlyArray<string>): string | undefined =>
  shapes.has(name) ? undefined : nearestWord(name, names)

/** Sentence and remedy for a document of another kind. */
const rootMistake = (root: XmlElement, roots: ReadonlyArray<string>): readonly [message: string, remedy: string] => {
  const wanted = roots.join(" or ")
  const namespace = `xmlns="${xacmlNamespace}"`
  if (root.namespace === xacmlNamespace) {
    const meant = shapes.has(root.name) ? undefined : nearestWord(root.name, roots)
    return [
      `the outermost element is ${shown(root.name)}, not ${wanted}`,
      meant === undefined ? `supply a document whose outermost element is ${wanted}` : `did you mean ${meant}?`
    ]
  }
  const older = /^urn:oasis:names:tc:xacml:([12]\.\d)/.exec(root.namespace)?.[1]
  if (older !== undefined)
    return [`this is an XACML ${older} document`, `convert it to XACML 3.0, whose elements are in ${namespace}`]
  if (root.namespace.startsWith("urn:oasis:names:tc:xacml:3.0:"))
    return ["this document uses another draft of the XACML 3.0 schema", `declare ${namespace}`]
  return [
    root.namespace === ""
      ? `the outermost element ${shown(root.name)} is in no namespace`
      : `the outermost element ${shown(root.name)} is not of the XACML 3.0 namespace`,
    roots.includes(root.name)
      ? `declare ${namespace}`
      : `supply a document whose outermost element is ${wanted} with ${namespace}`
  ]
}

const nameOf = ({ names }: Slot): string => (names.length > 2 ? "expression" : names.join(" or "))

/** A name from the document, cut short. */
const shown = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name)
