/** `adressat serve`: serves decisions, policies and the notification API over HTTP. */
import * as Result from "effect/Result"
import { ExitCode } from "../ExitCode.ts"
import { reportProblems } from "../Report.ts"
import { startServing } from "../Serving.ts"
import type { ServingOptions } from "../Serving.ts"
import { shownDatabase } from "../Stores.ts"
import { paint } from "../Terminal.ts"
import type { World } from "../World.ts"

/** Serves until it is told to stop; returns the exit code. */
export const serveCommand = async (options: ServingOptions): Promise<number> => {
  const serving = await startServing(options)
  if (Result.isFailure(serving)) {
    process.stderr.write(`${reportProblems(serving.failure)}\n`)
    return ExitCode.refused
  }
  const { closed, served, token, world } = serving.success
  const { url } = served
  process.stdout.write(
    [
      `Adressat answers at ${paint("strong", url)}; its documentation is at ${paint("strong", `${url}/docs`)}.`,
      options.db === ":memory:"
        ? "Orders, decisions and documents are kept in memory, and gone when it stops."
        : `Orders, decisions and documents are kept in ${shownDatabase(options.db)}.`,
      "Messages are not sent: each is called delivered as it is handed over.",
      ...(token === undefined
        ? [`Tokens are those of ${options.issuer ?? "no issuer"}.`]
        : [
            paint("warning", "Tokens are made here, for development only: whoever reads this may call for an hour."),
            "",
            "Try it:",
            paint("good", trial(url, token, world))
          ]),
      "",
      "Ctrl+C stops it, when what has been begun is finished.",
      ""
    ].join("\n")
  )
  await closed
  return ExitCode.ok
}

/** A command that asks who would be notified for an organisation of the world. */
const trial = (url: string, token: string, { organizations, resources }: World): string => {
  const [organization] = organizations
  const [resource] = resources
  const order = {
    channel: "EmailPreferred",
    ...(resource === undefined ? {} : { resourceId: resource.resourceId }),
    recipients: [{ organizationNumber: organization?.organizationNumber ?? "310000019" }]
  }
  return [
    `curl -s ${url}/adressat/v1/explain \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(order)}'`
  ].join("\n")
}
