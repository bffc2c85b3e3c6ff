import { spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { services } from "@adressat/testing/servers"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { commandLine } from "../../cli/test/CommandLine.ts"
import { guarantees as embedded } from "../../queue/src/Embedded.ts"
import { guarantees as bullMq } from "../../queue-bullmq/src/index.ts"
import { guarantees as nats } from "../../queue-nats/src/index.ts"
import { guarantees as rabbitMq } from "../../queue-rabbitmq/src/index.ts"
import { guarantees as serviceBus } from "../../queue-service-bus/src/index.ts"
import { guaranteesAstray, optionsAstray, tablesIn } from "../src/OperatePage.ts"
import { statedOptions } from "../src/StatedOption.ts"

const root = join(import.meta.dirname, "../../..")
const read = (file: string) => readFileSync(join(root, file), "utf8")
const page = (name: string) => read(`docs/operate/${name}.md`)

/** The types of the options that a page has tables of, by file; without those that are not for hosts. */
const options: Readonly<Record<string, ReadonlyArray<readonly [file: string, type: string, without?: string]>>> = {
  sqlite: [["sql/src/SqliteDatabase.ts", "SqliteOptions", "waits"]],
  postgresql: [["sql/src/PostgresDatabase.ts", "PostgresOptions"]],
  folder: [["store-fs/src/Folder.ts", "FolderOptions"]],
  "embedded-queue": [
    ["queue/src/Embedded.ts", "EmbeddedOptions"],
    ["queue/src/EmbeddedRedis.ts", "RedisOptions"]
  ],
  rabbitmq: [["queue-rabbitmq/src/RabbitMq.ts", "RabbitMqOptions"]],
  "service-bus": [["queue-service-bus/src/ServiceBus.ts", "NamespaceOptions"]],
  nats: [["queue-nats/src/Nats.ts", "NatsOptions"]],
  bullmq: [["queue-bullmq/src/BullMq.ts", "BullMqOptions"]]
}

const statedOf = (name: string) =>
  (options[name] ?? []).flatMap(([file, type, without]) =>
    statedOptions(join(root, "packages", file), type).filter((option) => option.name !== without)
  )

it("has a page for each driver", () => {
  const pages = globSync("docs/operate/*.md", { cwd: root }).map((file) => basename(file, ".md"))
  expect(pages.filter((name) => name !== "README").sort()).toEqual(Object.keys(options).sort())
  for (const name of Object.keys(options)) expect(page("README")).toContain(`(${name}.md)`)
})

it("says where tests look for servers, and which variables name others", () => {
  const rows = tablesIn(page("README")).find(({ heads }) => heads[1] === "looked for at")?.rows ?? []
  expect(rows.map((row) => Object.values(row))).toEqual(
    Object.values(services).map(({ name, url, variable }) => [name, `\`${url}\``, `\`${variable}\``])
  )
})

it.each(Object.keys(options))("has the options of %s with the units and defaults of its source", (name) => {
  expect(statedOf(name).length).toBeGreaterThan(1)
  expect(optionsAstray(page(name), statedOf(name))).toEqual([])
})

it.each([
  ["embedded-queue", embedded],
  ["rabbitmq", rabbitMq],
  ["service-bus", serviceBus],
  ["nats", nats],
  ["bullmq", bullMq]
] as const)("has the guarantees that %s exports", (name, guarantees) => {
  expect(guaranteesAstray(page(name), { ...guarantees })).toEqual([])
})

it.each(Object.keys(options))("says of %s what happens on each fault, and what to do", (name) => {
  const faults = tablesIn(page(name)).find(({ heads }) => heads.join() === "fault,what happens,what to do")
  expect(faults?.rows.length).toBeGreaterThan(4)
  for (const row of faults?.rows ?? []) for (const cell of Object.values(row)) expect(cell).not.toBe("")
  for (const heading of ["To run", "Options", "Guarantees", "Faults", "Sizing"])
    expect(page(name)).toContain(`\n## ${heading}\n`)
})

describe("the tables of a page", () => {
  const stated = [
    { name: "url", isRequired: true, unit: "", default: "" },
    { name: "wait", isRequired: false, unit: "ms", default: "5,000" },
    { name: "tls", isRequired: false, unit: "", default: "" }
  ]
  const table = (...rows: ReadonlyArray<string>) =>
    `Text.\n\n| option | unit | default | meaning |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`
  const [url, wait, tls] = ["| `url` | | required | a |", "| `wait` | ms | 5,000 | b |", "| `tls` | | none | c |"]

  it("are as they should be", () => {
    expect(optionsAstray(table(url, wait, tls), stated)).toEqual([])
  })

  it("fail for an option that is missing, one that is none, another default and another unit", () => {
    expect(optionsAstray(table(url, wait.replace("5,000", "50"), "| `tsl` | | none | c |"), stated)).toEqual([
      "wait has the unit ms and the default 5,000: ms, 50",
      "tls is in no table",
      "`tsl` is no option"
    ])
    expect(optionsAstray(table(url, wait.replace("ms", "s"), tls), stated)).toHaveLength(1)
    expect(optionsAstray(table(url.replace("required", ""), wait, tls.replace("c", "")), stated)).toHaveLength(2)
  })

  it("fail for another guarantee, and for one that is missing", () => {
    const promised = "| guarantee | value | meaning |\n| --- | --- | --- |\n| lateness | 1,000 ms | late |\n"
    expect(guaranteesAstray(promised, { lateness: 1000 })).toEqual([])
    expect(guaranteesAstray(promised, { lateness: 2000, ordering: "none" })).toEqual([
      "lateness is 2,000 ms, and not 1,000 ms",
      "ordering is `none`, and not in the table"
    ])
  })
})

it("reads what is stated of an option, of an interface and of a union", () => {
  expect(statedOf("rabbitmq").find(({ name }) => name === "heartbeat")).toEqual({
    name: "heartbeat",
    isRequired: false,
    unit: "s",
    default: "10"
  })
  expect(statedOf("service-bus").map(({ isRequired, name }) => [name, isRequired])).toEqual([
    ["connectionString", true],
    ["namespace", true],
    ["credential", true],
    ["timeout", false]
  ])
  expect(() => statedOptions(join(root, "packages/core/src/Order.ts"), "NoSuchOptions")).toThrow("no type")
})

describe("every option of a command on the pages", { timeout: 120_000 }, () => {
  const help = new Map<string, string>()
  const helpOf = (command: string) => {
    const known = help.get(command)
    if (known !== undefined) return known
    const { stdout } = spawnSync(process.execPath, [...commandLine(), ...command.split(" "), "--help"], {
      encoding: "utf8"
    })
    help.set(command, stdout)
    return stdout
  }
  it.each(globSync("docs/operate/*.md", { cwd: root }))("is one, in %s", (file) => {
    const commands = [...read(file).matchAll(/adressat ((?:[a-z]+ )*)((?:--?[a-z][^`\n]*)?)/g)]
    for (const [, command = "", rest = ""] of commands) {
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
        expect(helpOf(command.trim()), `adressat ${command}${option}`).toContain(`${option} `)
      }
    }
  })
})

/** What is looked at in a compose file. */
interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

interface ComposeService {
  readonly image: string
  readonly profiles: ReadonlyArray<string>
  readonly ports: ReadonlyArray<string>
  readonly volumes: ReadonlyArray<string>
  readonly healthcheck?: { readonly test: ReadonlyArray<string> }
  readonly command?: ReadonlyArray<string>
}

describe("compose.yaml", () => {
  const compose = parse(read("docs/operate/compose.yaml")) as Compose
  const of = (name: string): ComposeService => {
    const service = compose.services[name]
    if (service === undefined) throw new Error(`there is no service ${name}`)
    return service
  }

  it("has the servers that tests look for, at the addresses where they do", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      Object.keys(services)
        .map((name) => name.toLowerCase())
        .sort()
    )
    for (const [name, { url }] of Object.entries(services)) {
      const { port } = new URL(url)
      expect(of(name.toLowerCase()).ports).toEqual([`127.0.0.1:${port}:${port}`])
    }
  })

  it("keeps data in volumes, pins images, checks health, and starts each server by itself", () => {
    for (const [name, { healthcheck, image, ports, profiles, volumes }] of Object.entries(compose.services)) {
      expect(image).toMatch(/^[a-z]+:\d+(?:\.\d+)*(?:-[a-z]+)?$/)
      expect(profiles).toContain(name)
      expect(healthcheck?.test[0]).toMatch(/^CMD/)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(":")[0])
      expect(volumes.length).toBeGreaterThan(0)
    }
  })

  it("starts Redis so that it keeps what it was told, and NATS with JetStream", () => {
    expect(of("redis").command?.join(" ")).toContain("--appendonly yes --appendfsync always")
    expect(of("nats").command).toContain("-js")
  })
})
