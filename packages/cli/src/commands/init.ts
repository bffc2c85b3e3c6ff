/** `adressat init`: writes the demo world and an order into a new folder. */
import { problemAt } from "@adressat/core"
import { copyFile, cp, mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import { demoOrderFile, demoWorldFolder } from "../DemoWorld.ts"
import { ExitCode } from "../ExitCode.ts"
import { reportProblems } from "../Report.ts"
import { paint } from "../Terminal.ts"

/** Writes the files; never overwrites anything. */
export const initCommand = async (folder: string): Promise<number> => {
  const existing = await readdir(folder).catch(() => [])
  if (existing.length > 0) {
    process.stderr.write(
      `${reportProblems([
        problemAt({ file: folder }, [], {
          code: "wrong-value",
          message: "the folder is not empty, and nothing is overwritten; name a new one"
        })
      ])}\n`
    )
    return ExitCode.refused
  }
  await mkdir(folder, { recursive: true })
  await cp(demoWorldFolder, join(folder, "world"), { recursive: true })
  await copyFile(demoOrderFile("04-with-resource"), join(folder, "order.json"))
  process.stdout.write(
    [
      `Wrote ${paint("strong", folder)}: a world with its policies, and order.json. Edit them, then:`,
      paint("good", `  adressat resolve ${join(folder, "order.json")} --world ${join(folder, "world")}`),
      paint(
        "good",
        `  adressat explain ${join(folder, "order.json")} --world ${join(folder, "world")} --person "Ola Vik" --no-redact`
      ),
      ""
    ].join("\n")
  )
  return ExitCode.ok
}
