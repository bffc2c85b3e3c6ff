/** Runs the commands that work on a database in this process, which takes milliseconds where a process takes seconds. */
import { Command, CommanderError } from "commander"
import { vi } from "vitest"
import { addStoreCommands } from "../src/StoreCommands.ts"
import type { Finished } from "./RunCli.ts"

/** Runs a command in a folder; a command line that is not understood is told as in a process of its own. */
export const storeCommand = async (folder: string, args: ReadonlyArray<string>): Promise<Finished> => {
  const program = new Command("adressat").exitOverride()
  addStoreCommands(program)
  const withAllBelow = (command: Command): ReadonlyArray<Command> => [
    command,
    ...command.commands.flatMap(withAllBelow)
  ]
  for (const command of withAllBelow(program)) command.exitOverride()
  const printed = { stdout: "", stderr: "" }
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text)
      return true
    })
  )
  const before = { cwd: process.cwd(), code: process.exitCode }
  process.chdir(folder)
  process.exitCode = 0
  try {
    await program.parseAsync(args, { from: "user" })
    return { code: process.exitCode, ...printed }
  } catch (error) {
    if (error instanceof CommanderError) return { code: 2, ...printed }
    throw error
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.chdir(before.cwd)
    process.exitCode = before.code
  }
}
