/** `adressat demo`: resolves telling orders in an invented world. */
import { InvalidInputError, shippedRuleSet } from "@adressat/core"
import type { Language } from "@adressat/core"
import * as Result from "effect/Result"
import { demoOrderFile, demoWorldFolder, readDemoTour } from "../DemoWorld.ts"
import { ExitCode } from "../ExitCode.ts"
import { readOrder } from "../Input.ts"
import { reportDecision } from "../Report.ts"
import { decideInWorld } from "../Resolution.ts"
import { paint, WIDTH, wrapped } from "../Terminal.ts"
import { readWorld } from "../WorldFolder.ts"

/** Prints every decision of the tour, a summary, and what to try next. */
export const demoCommand = async ({ lang }: { readonly lang: Language }): Promise<number> => {
  const world = orThrow(await readWorld(demoWorldFolder))
  const tour = await readDemoTour()
  const totals = { messages: 0, left: 0, open: 0 }
  for (const [index, { order: name, rules, title }] of tour.entries()) {
    const { order } = orThrow(await readOrder(demoOrderFile(name), world))
    const decision = await decideInWorld(order, world, shippedRuleSet(rules))
    totals.messages += decision.deliveries.length
    totals.left += decision.tally.withheld + decision.tally.noAddress
    totals.open += decision.tally.undetermined
    process.stdout.write(
      [
        paint("quiet", "─".repeat(WIDTH)),
        paint("heading", wrapped(title, `${index + 1}. `)),
        reportDecision(decision, world, { language: lang, audience: "service-owner", redacted: false }),
        "",
        ""
      ].join("\n")
    )
  }
  process.stdout.write(
    [
      paint("quiet", "─".repeat(WIDTH)),
      paint(
        "strong",
        wrapped(
          `${tour.length} orders: ${totals.messages} messages, ${totals.left} contacts left out, ${totals.open} not decided yet. Each has its reasons above.`
        )
      ),
      wrapped(
        "Everybody here is invented, so names and addresses are shown. Your own files are redacted unless you say --no-redact."
      ),
      "",
      "Try it on files of your own: this writes a world and an order that you can edit.",
      paint("good", "  npx pnpm@12 adressat init my-world"),
      paint("good", "  npx pnpm@12 adressat resolve my-world/order.json --world my-world/world"),
      ""
    ].join("\n")
  )
  return ExitCode.ok
}

const orThrow = <A>(result: Result.Result<A, ConstructorParameters<typeof InvalidInputError>[0]>): A => {
  if (Result.isFailure(result)) throw new InvalidInputError(result.failure)
  return result.success
}
