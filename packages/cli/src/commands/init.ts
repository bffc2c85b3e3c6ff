/** `adressat init`: writes the demo world and an order into a new folder. */
import { problemAt } from "@adressat/core"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { demoOrders, demoWorldFiles } from "../DemoWorld.ts"
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
  await mkdir(join(folder, "world"), { recursive: true })
  for (const [name, rows] of Object.entries(demoWorldFiles)) await writeFile(join(folder, "world", name), toText(rows))
  await writeFile(join(folder, "order.json"), toText(demoOrders["04-with-resource"]))
  process.stdout.write(
    [
      `Wrote ${paint("strong", folder)}: a world of ${Object.keys(demoWorldFiles).length} files, and order.json. Edit them, then:`,
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

/** One row per line where the file is a list, so that it is easy to read and to compare. */
const toText = (value: unknown): string =>
  Array.isArray(value)
    ? `[\n${value.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`
    : `${JSON.stringify(value, null, 2)}\n`
