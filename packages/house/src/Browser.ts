/**
 * Shows that the pure packages run where nothing of Node.js is: in a browser under a strict Content-Security-Policy, in a
 * bare context of `node:vm`, and in a process where no text may become code.
 */
import { build } from "esbuild"
import { existsSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { delimiter, join } from "node:path"
import { chromium } from "playwright-core"

/** The packages that must run in a browser; those that are not there yet are skipped. */
export const purePackages = ["core", "xacml", "orders", "guidelines", "workbench", "population"]

/** The policy of the page: scripts from its own server, and nothing else. */
export const CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'"

/**
 * Bundles a program for the browser, packages from source; it may import what this package depends on. As a module it knows
 * where it was loaded from.
 */
export const bundleForBrowser = async (program: string, format: "iife" | "esm" = "iife"): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    write: false,
    platform: "browser",
    format,
    target: "es2022",
    conditions: ["@adressat/source"],
    logLevel: "silent"
  })
  return outputFiles[0]?.text ?? ""
}

/** What happened on a page. */
export interface Visit {
  /** What the page's program left in `globalThis.result`, which must be JSON. */
  readonly result: unknown
  /** Every violation of the policy, and everything on the console. */
  readonly complaints: ReadonlyArray<string>
  /** What the browser asked for, other than the page and its scripts. */
  readonly requests: ReadonlyArray<string>
}

/** The browser to use; `undefined` when there is none. */
export const findChromium = (): string | undefined => {
  const named = process.env["CHROMIUM_PATH"]
  if (named !== undefined) return named
  const names = ["chromium", "chromium-browser", "google-chrome"]
  const places = (process.env["PATH"] ?? "").split(delimiter)
  return ["/usr/bin", ...places].flatMap((place) => names.map((name) => join(place, name))).find(existsSync)
}

/** Keeps violations, and tells when the result is there; gives up after 20 seconds, and there is no result then. */
const watch = `
globalThis.violations = []
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI))
globalThis.finished = new Promise((resolve) => {
  Object.defineProperty(globalThis, "result", { set: resolve })
  setTimeout(resolve, 20_000)
})
`

/** A page that differs from the usual one. */
export interface PageOptions {
  /** Default {@link CONTENT_SECURITY_POLICY}. */
  readonly policy?: string
  /** The script is a module. */
  readonly module?: boolean
  /** The page is cross-origin isolated, so that its threads may share memory. */
  readonly isolated?: boolean
  /** What the server has besides, by path. */
  readonly files?: Readonly<Record<string, readonly [type: string, content: string | Uint8Array]>>
}

const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp"
}

/** Serves a page with a script on this machine, opens it in the browser, and waits until `globalThis.result` is there. */
export const visit = async (executablePath: string, script: string, options: PageOptions = {}): Promise<Visit> => {
  const type = options.module === true ? `type="module" ` : ""
  const files: Readonly<Record<string, readonly [type: string, content: string | Uint8Array]>> = {
    "/": [
      "text/html; charset=utf-8",
      `<!doctype html><title>Adressat</title><script src="/watch.js"></script><script ${type}src="/script.js"></script>`
    ],
    "/watch.js": ["text/javascript; charset=utf-8", watch],
    "/script.js": ["text/javascript; charset=utf-8", script],
    ...options.files
  }
  const server = createServer((request, response) => {
    const [contentType, content] = files[request.url ?? ""] ?? ["text/plain", ""]
    response.writeHead(content === "" ? 404 : 200, {
      "content-type": contentType,
      "content-security-policy": options.policy ?? CONTENT_SECURITY_POLICY,
      ...(options.isolated === true ? isolation : {})
    })
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run"
  ]
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    const complaints: Array<string> = []
    const requests: Array<string> = []
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`))
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url())
      if (origin !== `http://127.0.0.1:${port}` || !Object.hasOwn(files, pathname)) requests.push(request.url())
    })
    await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: "load" })
    const result = await page.evaluate(() => (globalThis as { finished?: Promise<unknown> }).finished)
    const violations = await page.evaluate(
      () => (globalThis as { violations?: ReadonlyArray<string> }).violations ?? []
    )
    return { result, complaints: [...violations, ...complaints], requests }
  } finally {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
