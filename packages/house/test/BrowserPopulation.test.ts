import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { beforeAll, describe, expect, it } from "vitest"
import { bundleForBrowser, findChromium, visit } from "../src/Browser.ts"
import type { PageOptions } from "../src/Browser.ts"
import { runPopulation } from "./BrowserPopulation.ts"

const chromium = findChromium()
const required = process.env["ADRESSAT_REQUIRE_SERVICES"] === "1"
if (chromium === undefined && !required)
  console.info("no chromium was found, so populations are not tried in a browser")

const wasm = (name: string) =>
  ["application/wasm", readFileSync(createRequire(import.meta.url).resolve(`@adressat/population/${name}`))] as const
const here = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'"
const withWasm = here.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")

type Run = Awaited<ReturnType<typeof runPopulation>>

describe.skipIf(chromium === undefined && !required)("populations in a browser", { timeout: 60_000 }, () => {
  let expected: Run
  beforeAll(async () => {
    expected = await runPopulation()
  }, 60_000)

  const open = async (options: PageOptions) => {
    if (chromium === undefined) throw new Error("no chromium was found, and ADRESSAT_REQUIRE_SERVICES=1 wants one")
    const script = await bundleForBrowser(
      `import { runPopulation } from "../test/BrowserPopulation.ts"
      runPopulation().then((value) => { globalThis.result = value }, (error) => { globalThis.result = String(error) })`,
      "esm"
    )
    const { complaints, requests, result } = await visit(chromium, script, {
      module: true,
      files: {
        // Beside the script, where a module of this package looks for them.
        "/wasm/columns.wasm": wasm("columns.wasm"),
        "/wasm/columns-shared.wasm": wasm("columns-shared.wasm"),
        "/worker.js": ["text/javascript", await bundleForBrowser(`import "@adressat/population/worker"`, "esm")]
      },
      ...options
    })
    return { complaints, requests, run: result as Run }
  }

  it("are evaluated in JavaScript where WebAssembly may not run", async () => {
    const { complaints, run } = await open({ policy: here })
    expect(expected.how).toStrictEqual({ engine: "wasm", threads: 1, shared: true })
    expect(expected.same.counts.notify).toBeGreaterThan(0)
    expect(expected.same.changed).toBeGreaterThan(0)
    expect(run.same).toStrictEqual(expected.same)
    expect(run.how).toMatchObject({ engine: "javascript", threads: 1, shared: false })
    expect(run.how.because).toMatch(/^the WebAssembly module could not be loaded: .*Content Security Policy/)
    expect(complaints.join("\n")).toContain("script-src wasm-eval")
  })

  it("are evaluated by WebAssembly where it may", async () => {
    const { complaints, run } = await open({ policy: withWasm })
    expect(run.same).toStrictEqual(expected.same)
    expect(run.how).toStrictEqual({ engine: "wasm", threads: 1, shared: false })
    expect(run.share).toStrictEqual({
      refused:
        "Error: threads need memory that they can share: serve the page cross-origin isolated (COOP and COEP), or do without a crew"
    })
    expect(complaints).toStrictEqual([])
  })

  it("are shared among threads on a page that is cross-origin isolated", async () => {
    const { complaints, run } = await open({ policy: withWasm, isolated: true })
    expect(run.same).toStrictEqual(expected.same)
    expect(run.how).toStrictEqual({ engine: "wasm", threads: 1, shared: true })
    expect(expected.share).toMatchObject({ threads: [3, 3] })
    expect(run.share).toStrictEqual(expected.share)
    expect(complaints).toStrictEqual([])
  })
})
