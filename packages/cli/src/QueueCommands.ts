/**
 * The commands about queues as the command line takes them: `worker`, and `queue` with those below it.
 */
import { Option } from "commander"
import type { Command } from "commander"
import { repeatedOption } from "./RepeatedOption.ts"

const queue = () =>
  new Option(
    "--queue <address>",
    "amqps://, nats://, bullmq://, redis://, postgres:// or sb:// of a broker, or a SQLite file (default: ADRESSAT_QUEUE, or adressat-queue.db)"
  )
const orders = () => new Option("--orders <name>", "the queue that orders come from").default("adressat.orders")
const decisions = () => new Option("--decisions <name>", "the queue that decisions go to").default("adressat.decisions")

/** Adds the commands; `rules` makes the option that names a rule set. */
export const addQueueCommands = (program: Command, rules: () => Option): void => {
  program
    .command("worker")
    .description("Take orders from a queue, decide them in a world, and publish the decisions")
    .addOption(queue())
    .option("--db <database>", "SQLite file for the decision log and the inbox, or postgres://", "adressat.db")
    .addOption(new Option("--world <folder>", "where the facts come from").conflicts("sampleWorld"))
    .option("--sample-world", "use the invented world of the demo")
    .addOption(rules())
    .option("--candidate <rules>", "a rule set on trial, which decides the same orders in the shadow")
    .addOption(repeatedOption("--bundles <org>", "a service owner whose bundles in force count for its orders"))
    .option("--bundle-key <pem>", "the public key that those bundles must be signed by")
    .addOption(orders())
    .addOption(decisions())
    .option("--concurrency <number>", "most batches in the works at the same time", "2")
    .option("--batch <number>", "most orders of a batch", "64")
    .option("--retries <delays>", "when an order that cannot be decided is tried again (default: 1s,5s,10s,1m,2m,2m)")
    .option("--lock <duration>", "how long the orders of a worker that was killed are withheld from others", "30s")
    .option("--until-empty", "end when nothing has come for three seconds")
    .action(async (options) => {
      const { workerCommand } = await import("./commands/worker.ts")
      process.exitCode = await workerCommand(options)
    })

  const queueCommands = program.command("queue").description("Put orders into a queue, and see what became of them")

  queueCommands
    .command("publish")
    .description("Publish the orders of a file: one, a list, or one a line; or whole CloudEvents")
    .argument("<file>", "file with orders, or - for standard input")
    .addOption(queue())
    .addOption(orders())
    .option("--creator <org>", "short name of the service owner of orders that name none")
    .option(
      "--source <source>",
      "where the orders come from, as the source of their events (default: / and the creator)"
    )
    .option("--at <instant>", "when they are delivered, such as 2026-12-01T08:00:00+01:00 (default: at once)")
    .option("--skip-bad", "publish those that are right, and tell of the others")
    .action(async (file, options) => {
      const { publishCommand } = await import("./commands/queue.ts")
      process.exitCode = await publishCommand(file, options)
    })

  queueCommands
    .command("decisions")
    .description("Take decisions from their queue, as whoever acts on them does, and print each on a line")
    .addOption(queue())
    .addOption(decisions())
    .option("--limit <number>", "most decisions (default: all that are there)")
    .option("--follow", "wait for more, until it is stopped")
    .option("--redact", "hide names, addresses and identifiers of persons", true)
    .option("--no-redact", "show names, addresses and identifiers of persons")
    .action(async (options) => {
      const { decisionsCommand } = await import("./commands/queue.ts")
      process.exitCode = await decisionsCommand(options)
    })
  addDeadCommands(queueCommands)
}

const addDeadCommands = (queueCommands: Command) => {
  const deadCommands = queueCommands.command("dead").description("Look at messages that were given up, and settle them")

  deadCommands
    .command("list")
    .description("List the dead letters, the oldest first")
    .addOption(queue())
    .addOption(orders())
    .option("--limit <number>", "most dead letters", "50")
    .option("--cause <code>", "only those of a cause, such as SOURCES_UNAVAILABLE")
    .option("--json", "print each as JSON on a line")
    .action(async (options) => {
      const { listCommand } = await import("./commands/queueDead.ts")
      process.exitCode = await listCommand(options)
    })

  deadCommands
    .command("show")
    .description("Show a dead letter with its cause")
    .argument("<id>", "the id that the list names")
    .addOption(queue())
    .addOption(orders())
    .option("--redact", "hide names, addresses and identifiers of persons", true)
    .option("--no-redact", "show names, addresses and identifiers of persons")
    .action(async (id, options) => {
      const { showCommand } = await import("./commands/queueDead.ts")
      process.exitCode = await showCommand(id, options)
    })

  deadCommands
    .command("retry")
    .description("Publish dead letters to their queue again")
    .argument("[ids...]", "the ids that the list names")
    .addOption(queue())
    .addOption(orders())
    .option("--all", "all that are there")
    .option("--cause <code>", "with --all: only those of a cause")
    .action(async (ids, options, command) => {
      requireSelection(ids, options, command)
      const { retryCommand } = await import("./commands/queueDead.ts")
      process.exitCode = await retryCommand(ids, options)
    })

  deadCommands
    .command("remove")
    .description("Remove dead letters for good")
    .argument("[ids...]", "the ids that the list names")
    .addOption(queue())
    .addOption(orders())
    .option("--all", "all that are there")
    .option("--cause <code>", "with --all: only those of a cause")
    .option("--yes", "remove them: they cannot be brought back")
    .action(async (ids, options, command) => {
      requireSelection(ids, options, command)
      if (options.yes !== true) command.error("error: they cannot be brought back; add --yes to remove them")
      const { removeCommand } = await import("./commands/queueDead.ts")
      process.exitCode = await removeCommand(ids, options)
    })
}

/** Either ids or all are meant. */
const requireSelection = (
  ids: ReadonlyArray<string>,
  { all, cause }: { readonly all?: true; readonly cause?: string },
  command: Command
) => {
  if (ids.length > 0 === (all === true)) command.error("error: name the ids, or all of them with --all")
  if (cause !== undefined && all !== true) command.error("error: --cause goes with --all")
}
