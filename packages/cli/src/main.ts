/**
 * `adressat`: the command line for policy authors and operators. Commands are loaded when they are used, so that help
 * comes at once.
 */
import { Command, CommanderError, Option } from "commander"
import { enableCompileCache } from "node:module"
import packageJson from "../package.json" with { type: "json" }
import { ExitCode } from "./ExitCode.ts"
import { repeatedOption } from "./RepeatedOption.ts"
import { addStoreCommands } from "./StoreCommands.ts"
import { addQueueCommands } from "./QueueCommands.ts"

enableCompileCache()

const rules = () => new Option("--rules <rules>", "altinn, strict, or a file with a rule set").default("altinn")
const world = () => new Option("--world <folder>", "folder with the world's JSON files").makeOptionMandatory()
const language = () =>
  new Option("--lang <language>", "language of the reasons").choices(["nb", "nn", "en"]).default("en")
const format = () => new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty")

const exitCodes = `
Exit codes:
  ${ExitCode.ok}  done
  ${ExitCode.failure}  a test failed, a policy has errors, a module is not up to date, or
     something went wrong that is not the input's fault
  ${ExitCode.usage}  the command line was not understood
  ${ExitCode.refused}  an input was refused: the order, the world, the rule set or a policy`

const program = new Command("adressat")
  .description("Decides who is notified, at which address, and why, or why not.")
  .version((packageJson as { readonly version: string }).version, "-v, --version")
  .addHelpText("after", exitCodes)
  .showHelpAfterError("Run with --help to see what is accepted.")
  .exitOverride()

/** A command that decides an order in a world, and prints what comes of it. */
const decisionCommand = (name: string, description: string) =>
  program
    .command(name)
    .description(description)
    .argument("<order>", "file with an order, or - for standard input")
    .addOption(world())
    .addOption(rules())
    .addOption(format())
    .addOption(language())
    .option("--redact", "hide names, addresses and identifiers of persons", true)
    .option("--no-redact", "show names, addresses and identifiers of persons")

decisionCommand("resolve", "Decide an order in a world: who is notified where, who is not, and why").action(
  async (order, options) => {
    const { resolveCommand } = await import("./commands/resolve.ts")
    process.exitCode = await resolveCommand(order, options)
  }
)

decisionCommand("explain", "Explain an order in full, for everyone or for one person")
  .option("--person <person>", "one person: name, user id, national identity number or URN")
  .addOption(
    new Option("--audience <audience>", "who reads it")
      .choices(["service-owner", "data-subject", "auditor"])
      .default("service-owner")
  )
  .action(async (order, options) => {
    const { explainCommand } = await import("./commands/explain.ts")
    process.exitCode = await explainCommand(order, options)
  })

program
  .command("check")
  .description("Check a rule set: its form, its words, and that it means the same to both evaluators")
  .argument("<rules>", "altinn, strict, or a file with a rule set")
  .option("--exhaustive", "compare the evaluators on every set of facts up to 1,000,000; takes a while")
  .action(async (name, options) => {
    const { checkCommand } = await import("./commands/check.ts")
    process.exitCode = await checkCommand(name, options)
  })

program
  .command("compile")
  .description("Write a rule set as a module of code, for a host whose rule set is fixed")
  .argument("<rules>", "altinn, strict, or a file with a rule set")
  .option("--out <file>", "the file to write, or - for standard output", "-")
  .addOption(new Option("--check", "write nothing, and fail when the file is not what would be written"))
  .addOption(new Option("--force", "overwrite a file that is no module").conflicts("check"))
  .action(async (name, options, command) => {
    if (options.check === true && options.out === "-") command.error("error: --check needs a file: name it with --out")
    const { compileCommand } = await import("./commands/compile.ts")
    process.exitCode = await compileCommand(name, options)
  })

program
  .command("init")
  .description("Write an example world and order into a new folder")
  .argument("<folder>", "a folder that is new or empty")
  .action(async (folder) => {
    const { initCommand } = await import("./commands/init.ts")
    process.exitCode = await initCommand(folder)
  })

program
  .command("demo")
  .description("Resolve a dozen telling orders in an invented world")
  .addOption(language())
  .action(async (options) => {
    const { demoCommand } = await import("./commands/demo.ts")
    process.exitCode = await demoCommand(options)
  })

program
  .command("serve")
  .description("Serve decisions, policies and the notification API over HTTP, in a world")
  .addOption(new Option("--world <folder>", "where the facts come from").conflicts("sampleWorld"))
  .option("--sample-world", "use the invented world of the demo")
  .option("--port <port>", "port to listen at; 0: any that is free", "8080")
  .option("--host <address>", "address to listen at", "127.0.0.1")
  .option(
    "--db <database>",
    "SQLite file for orders, decisions and documents, or postgres:// url; :memory: keeps nothing",
    "adressat.db"
  )
  .addOption(rules())
  .option(
    "--service-owners <list>",
    "file or https address of a list like altinn-orgs.json (default: service-owners.json of the world)"
  )
  .option(
    "--issuer <issuer>",
    "whose tokens are taken, such as https://maskinporten.no/ (default: an issuer of its own, for development only)"
  )
  .option("--jwks <keys>", "file or https address of that issuer's public keys, such as https://maskinporten.no/jwk")
  .addOption(repeatedOption("--operator <org>", "service owner that may report on anybody's messages"))
  .action(async (options) => {
    const { serveCommand } = await import("./commands/serve.ts")
    process.exitCode = await serveCommand(options)
  })

addQueueCommands(program, rules)

addStoreCommands(program)

program
  .command("vectors")
  .description("Run a file of test vectors and print those that fail")
  .argument("<file>", "JSON file with vectors")
  .addOption(rules())
  .action(async (file, options) => {
    const { vectorsCommand } = await import("./commands/vectors.ts")
    process.exitCode = await vectorsCommand(file, options)
  })

program
  .command("policy")
  .description("Work with XACML policies")
  .command("review")
  .description("Say who may read by a policy, what is wrong with it, and what would mend it")
  .argument("<policy>", "file with a policy, a folder of such files, or - for standard input")
  .addOption(new Option("--app <org/app>", "the app it is about, when it names several").conflicts("resource"))
  .option("--resource <id>", "the resource it is about, when it names several")
  .option("--action <action>", "what is to be done with the app or resource", "read")
  .addOption(
    new Option("--world <folder>", "say which persons of this world would be notified, and what holds the others back")
  )
  .addOption(
    new Option("--mode <mode>", "decide as the Altinn engine does, or as the standard says")
      .choices(["altinn", "strict"])
      .default("altinn")
  )
  .option("--engine-date <date>", "the date of the Altinn engine, such as 2026-06-01; default: the newest known")
  .option("--redact", "with --world: hide the user ids of persons", true)
  .option("--no-redact", "with --world: show the user ids of persons")
  .addOption(
    new Option("--format <format>", "how to print").choices(["pretty", "json", "sarif", "github"]).default("pretty")
  )
  .action(async (policy, options) => {
    const { reviewCommand } = await import("./commands/review.ts")
    process.exitCode = await reviewCommand(policy, options)
  })

program
  .command("conformance")
  .description("Run a folder of XACML conformance tests and print those that fail")
  .argument("<folder>", "a folder with a manifest.json, or a folder of such folders")
  .addOption(
    new Option(
      "--mode <mode>",
      "decide as the standard says, or as the Altinn engine does (default: altinn for tests of the Altinn layout, else strict)"
    ).choices(["strict", "altinn"])
  )
  .option("--verbose", "print the tests that pass, too")
  .action(async (folder, options) => {
    const { conformanceCommand } = await import("./commands/conformance.ts")
    process.exitCode = await conformanceCommand(folder, options)
  })

// `adressat demo | head`: whoever reads has had enough, which is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? ExitCode.ok : ExitCode.failure)
)

const withAllBelow = (command: Command): ReadonlyArray<Command> => [command, ...command.commands.flatMap(withAllBelow)]
for (const command of program.commands.flatMap(withAllBelow))
  command.exitOverride().showHelpAfterError("Run with --help to see what is accepted.")

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage
  } else {
    // Neither the text nor the stack of an unforeseen error is printed: they may hold personal data.
    process.stderr.write(
      `adressat failed: ${error instanceof Error ? error.name : "unknown error"}; this is a defect of adressat\n`
    )
    process.exitCode = ExitCode.failure
  }
}
