/**
 * The command line that tests run: built once for all of them, since a bundle starts in a fraction of the time of its sources.
 * Called by vitest before and after all tests.
 */
import { join } from "node:path"
import { buildCli } from "./BuiltCli.ts"

/** The variable that says where it is. */
const VARIABLE = "ADRESSAT_TEST_COMMAND_LINE"

/** What Node.js runs for the command line as its sources say. */
export const sourceCommandLine: ReadonlyArray<string> = [
  "--conditions=@adressat/source",
  join(import.meta.dirname, "../src/main.ts")
]

/** What Node.js runs: the built command line, or the sources where none was built. */
export const commandLine = (): ReadonlyArray<string> => {
  const built = process.env[VARIABLE]
  return built === undefined ? sourceCommandLine : [built]
}

/** Builds it, where it finds the clients of brokers that are installed for this package. */
export const setup = async (): Promise<() => Promise<void>> => {
  const { file, remove } = await buildCli(join(import.meta.dirname, "../node_modules/.cache"))
  process.env[VARIABLE] = file
  return remove
}
