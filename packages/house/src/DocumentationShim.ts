/**
 * Stands in for the commands that documents may use in `sh` and `console` fences: `adressat`, `npx pnpm@12 …`, `git clone`,
 * `npm install`. Commands that would take long, or use the network, are only checked to be possible.
 *
 * Called as `node DocumentationShim.ts <root> <command> <arguments…>`.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { globSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"

interface PackageJson {
  readonly name?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const [root = ".", command = "", ...args] = process.argv.slice(2)

const packageJson = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8")) as PackageJson
const packages = () => globSync("packages/*/package.json", { cwd: root }).map(packageJson)

const refuse = (message: string): number => {
  process.stderr.write(`${message}\n`)
  return 1
}

/** The command line that tests have built, or its sources. */
const built = process.env["ADRESSAT_TEST_COMMAND_LINE"]
const commandLine =
  built === undefined ? ["--conditions=@adressat/source", join(root, "packages/cli/src/main.ts")] : [built]

const adressat = (rest: ReadonlyArray<string>): number | Promise<number> =>
  rest[0] === "serve"
    ? serve(rest)
    : (spawnSync(process.execPath, [...commandLine, ...rest], { stdio: "inherit" }).status ?? 1)

/** A server is started at a port that is free, asked whether it is ready, and stopped. */
const serve = async (rest: ReadonlyArray<string>): Promise<number> => {
  const server = spawn(process.execPath, [...commandLine, ...rest, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const ended = once(server, "exit") as Promise<[number | null]>
  let printed = ""
  server.stdout.setEncoding("utf8").on("data", (text: string) => {
    process.stdout.write(text)
    const was = printed
    printed += text
    const url = /answers at (http:\S+);/.exec(printed)?.[1]
    if (url === undefined || was.includes("Ctrl+C") || !printed.includes("Ctrl+C")) return
    void fetch(`${url}/ready`)
      .then(({ ok }) => server.kill(ok ? "SIGTERM" : "SIGKILL"))
      .catch(() => server.kill("SIGKILL"))
  })
  const [code] = await ended
  return code ?? 1
}

const script = ({ scripts = {} }: PackageJson, name: string | undefined, where: string): number =>
  name !== undefined && Object.hasOwn(scripts, name) ? 0 : refuse(`there is no script ${String(name)} in ${where}`)

const pnpm = (rest: ReadonlyArray<string>): number | Promise<number> => {
  const [first, second, ...more] = rest
  switch (first) {
    case "adressat":
      return adressat(rest.slice(1))
    case "demo":
    case "vectors":
      return adressat(rest)
    case "install":
    case "add":
      return install(rest.slice(1))
    case "run":
      return pnpm(rest.slice(1))
    case "--filter": {
      const chosen = packages().find(({ name }) => name === second)
      return chosen === undefined
        ? refuse(`there is no package ${String(second)}`)
        : script(chosen, more[0] === "run" ? more[1] : more[0], String(second))
    }
    default:
      return script(packageJson("package.json"), first, "the root's package.json")
  }
}

const npx = (rest: ReadonlyArray<string>): number | Promise<number> => {
  const [first, ...more] = rest.filter((argument) => argument !== "--yes")
  if (first === "pnpm@12") return pnpm(more)
  return first === "adressat" ? adressat(more) : refuse(`npx ${String(first)} is not a command of this repository`)
}

/** Every package named must be ours, or one that ours depend on. */
const install = (rest: ReadonlyArray<string>): number => {
  const all = packages()
  const known = new Set(
    all.flatMap(({ dependencies, devDependencies, name = "", peerDependencies }) => [
      name,
      ...Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
    ])
  )
  const unknown = rest.filter((word) => !word.startsWith("-") && !known.has(word.replace(/(?<=.)@.*$/, "")))
  return unknown.length === 0 ? 0 : refuse(`no package of this repository is or needs ${unknown.join(", ")}`)
}

const git = ([verb, url = "", folder]: ReadonlyArray<string>): number => {
  if (verb !== "clone" || !/^https:\/\/\S+$/.test(url)) return refuse("of git only clone https://… is known")
  symlinkSync(process.cwd(), folder ?? url.replace(/^.*\//, "").replace(/\.git$/, ""))
  return 0
}

const npm = ([verb = "", ...rest]: ReadonlyArray<string>): number =>
  ["install", "i", "add"].includes(verb) ? install(rest) : refuse(`of npm only install is known, not ${verb}`)

const commands: Readonly<Record<string, (rest: ReadonlyArray<string>) => number | Promise<number>>> = {
  adressat,
  git,
  npm,
  npx,
  pnpm
}
process.exitCode = (await commands[command]?.(args)) ?? refuse(`${command} is not known here`)
