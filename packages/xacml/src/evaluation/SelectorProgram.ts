/**
 * Attribute selectors, compiled: nodes of the content of a category, by XPath (XACML 3.0 core §5.30 and §7.3.7).
 */
import type { CompiledExpression, Scope } from "./Compilation.ts"
import { withoutXPath } from "./Compilation.ts"
import { currentType, parseLiteral } from "../datatypes/DataTypes.ts"
import type { AttributeDesignator, AttributeSelector } from "../Policy.ts"
import { lookUp } from "./RequestContext.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { isFailure } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"

/** Compiles a selector. */
export const compileSelector = (
  selector: AttributeSelector,
  { compilation, xpathVersion }: Scope
): CompiledExpression => {
  const { category, contextSelectorId, dataType, mustBePresent, namespaces, path, place } = selector
  const { xpath } = compilation
  if (xpath === undefined) return withoutXPath(compilation, "AttributeSelector", place)
  const missing: Failure = {
    status: Status.missingAttribute,
    message: `the content of ${category} has nothing at the path of the selector`
  }
  const contextDesignator: AttributeDesignator | undefined =
    contextSelectorId === undefined
      ? undefined
      : {
          kind: "AttributeDesignator",
          category,
          attributeId: contextSelectorId,
          dataType: DataType.xpathExpression,
          mustBePresent: true
        }
  return {
    type: { bag: true, type: currentType(dataType) },
    run: (context) => {
      const content = context.contents.get(category)
      if (content === undefined) return mustBePresent ? missing : []
      const start = contextDesignator === undefined ? undefined : startOf(lookUp(context, contextDesignator))
      if (start !== undefined && "status" in start) return start
      const version = xpathVersion ?? context.xpathVersion
      const texts = xpath.select(content, {
        path,
        namespaces,
        ...(version === undefined ? {} : { version }),
        ...(start === undefined ? {} : { context: start })
      })
      if ("status" in texts) return texts
      const bag: Array<Value> = []
      for (const text of texts) {
        const value = parseLiteral({ kind: "AttributeValue", dataType, text })
        if (isFailure(value)) return value
        bag.push(value)
      }
      return bag.length === 0 && mustBePresent ? missing : bag
    }
  }
}

/** The path of a context selector: exactly one `xpathExpression`. */
const startOf = (bag: Bag | Failure) => {
  if (isFailure(bag)) return bag
  const [only, ...others] = bag
  if (only === undefined || others.length > 0) {
    return { status: Status.syntaxError, message: "a context selector must have exactly one value" } as const
  }
  return only.data as { readonly path: string; readonly namespaces: Readonly<Record<string, string>> }
}
