/**
 * The demo world: a small municipality, a tax-like service owner, and the businesses they write to. Everybody in it is
 * invented. `demo` resolves its orders; `init` writes it out as a start for a world of one's own. It lies beside the
 * program as files, so that it is read like any other world.
 */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../demo/", import.meta.url))

/** Where the demo world lies. */
export const demoWorldFolder = join(folder, "world")

/** The file of a demo order, by name. */
export const demoOrderFile = (name: string): string => join(folder, "orders", `${name}.json`)

/** A step of the demo: which order, under which rule set, and what it shows. */
export interface DemoStep {
  readonly title: string
  readonly order: string
  readonly rules: "altinn" | "strict"
}

/** The steps of the demo. */
export const readDemoTour = async (): Promise<ReadonlyArray<DemoStep>> =>
  JSON.parse(await readFile(join(folder, "tour.json"), "utf8")) as ReadonlyArray<DemoStep>
