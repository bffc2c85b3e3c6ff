/**
 * The commands that work on a database: what is in it, and what a candidate rule set would have made of it.
 */
import { Option } from "commander"
import type { Command } from "commander"

const db = () =>
  new Option("--db <database>", "SQLite file, or postgres:// url of a PostgreSQL database").default("adressat.db")
const owner = () =>
  new Option("--owner <org>", "short name of the service owner (default: the only one who has bundles)")
const key = () => new Option("--key <file>", "PEM file with the public key that it must be signed by")

/** Adds them to the program. */
export const addStoreCommands = (program: Command): void => {
  addShadowCommands(program.command("shadow").description("See what a rule set on trial would change"))
  addBundleCommands(program.command("bundle").description("Put a rule set and policies into force together"))
  addDataCommands(program.command("store").description("Erase persons from what is kept, and delete what is old"))
}

const addShadowCommands = (shadow: Command): void => {
  shadow
    .command("report")
    .description("Say how many decisions a candidate rule set would change, and show the smallest case of each change")
    .addOption(db())
    .requiredOption("--candidate <rules>", "altinn, strict, or a file with a rule set")
    .requiredOption("--creator <org>", "short name of the service owner whose decisions are looked at")
    .option("--from <date>", "leave out what was decided before, such as 2026-11-25")
    .option("--replay", "decide the log again, where no worker has run the candidate")
    .option("--json", "print the report as JSON")
    .action(async (options) => {
      const { shadowReportCommand } = await import("./commands/shadow.ts")
      process.exitCode = await shadowReportCommand(options)
    })
}

const addBundleCommands = (bundle: Command): void => {
  bundle
    .command("pack")
    .description("Pack the rule set and the policies of a folder into a bundle")
    .argument("<folder>", "a folder with the folders rule-sets and policies")
    .requiredOption("--owner <org>", "short name of the service owner")
    .option("--out <file>", "the file to write, or - for standard output", "-")
    .option("--sign <file>", "PEM file with the Ed25519 private key to sign it by")
    .action(async (folder, options) => {
      const { packCommand } = await import("./commands/bundle.ts")
      process.exitCode = await packCommand(folder, options)
    })
  bundle
    .command("verify")
    .description("Check that a bundle is what its id says, and who has signed it")
    .argument("<bundle>", "file with a bundle, or - for standard input")
    .addOption(key())
    .action(async (file, options) => {
      const { verifyCommand } = await import("./commands/bundle.ts")
      process.exitCode = await verifyCommand(file, options)
    })
  bundle
    .command("publish")
    .description("Publish a bundle, to be tried or to decide by")
    .argument("<bundle>", "file with a bundle, or - for standard input")
    .addOption(db())
    .addOption(
      new Option("--as <slot>", "candidate: run in the shadow; active: decide by it")
        .choices(["candidate", "active"])
        .default("candidate")
    )
    .addOption(key())
    .action(async (file, options) => {
      const { publishCommand } = await import("./commands/bundle.ts")
      process.exitCode = await publishCommand(file, options)
    })
  bundle
    .command("list")
    .description("List the versions of bundles, and which are in force")
    .addOption(db())
    .option("--owner <org>", "short name of the service owner (default: everybody)")
    .addOption(key())
    .action(async (options) => {
      const { listCommand } = await import("./commands/bundle.ts")
      process.exitCode = await listCommand(options)
    })
  bundle
    .command("rollback")
    .description("Publish an earlier version of the active bundle as the newest")
    .addOption(db())
    .addOption(owner())
    .option("--to <version>", "which version (default: the one before the newest)")
    .action(async (options) => {
      const { rollbackCommand } = await import("./commands/bundle.ts")
      process.exitCode = await rollbackCommand(options)
    })
  bundle
    .command("promote")
    .description("Make the candidate the active bundle")
    .addOption(db())
    .addOption(owner())
    .action(async (options) => {
      const { promoteCommand } = await import("./commands/bundle.ts")
      process.exitCode = await promoteCommand(options)
    })
}

const addDataCommands = (store: Command): void => {
  store
    .command("erase")
    .description("Erase a person from orders, decisions, the status feed and messages, and print the receipt")
    .argument("[file]", "file with a national identity number, a URN or JSON; - for standard input", "-")
    .addOption(db())
    .option("--again <file>", "go on with an erasure: what it has printed")
    .action(async (file, options) => {
      const { eraseCommand } = await import("./commands/store.ts")
      process.exitCode = await eraseCommand(file, options)
    })
  store
    .command("prune")
    .description("Delete what is older than it is to be kept, in days, and print the receipt")
    .addOption(db())
    .option("--decisions <days>", "decisions, from when they were made", "365")
    .option("--orders <days>", "orders with their idempotency keys, from when they were final", "365")
    .option("--feed <days>", "entries of the status feed", "90")
    .option("--inbox <days>", "messages that were handled", "30")
    .option("--shadow <days>", "shadow runs", "90")
    .action(async (options) => {
      const { pruneCommand } = await import("./commands/store.ts")
      process.exitCode = await pruneCommand(options)
    })
}
