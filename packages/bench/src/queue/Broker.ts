/**
 * The brokers that orders are sent through, and how a place of its own is found at each: what a run makes there has names of
 * its own and is removed with them.
 *
 * Invariant: no reason why a broker is absent holds the credentials of its url.
 */
import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Absence } from "../Suite.ts"

/** The brokers. */
export type BrokerName = "rabbitmq" | "nats" | "bullmq" | "service-bus" | "redis" | "postgres" | "sqlite"

/** A place at a broker, as it is handed on to other processes. */
export interface Place {
  readonly broker: BrokerName
  /** A url, the file of SQLite, or the connection string of Service Bus. */
  readonly url: string
  /** What the names of everything that is made there begin with. */
  readonly id: string
}

/** A place that was opened. */
export interface OpenPlace {
  readonly place: Place
  readonly close: () => Promise<void>
}

interface ServicePlace {
  readonly name: string
  readonly url: string
  readonly variable: string
  readonly port: number
}

const services = {
  rabbitmq: {
    name: "RabbitMQ",
    url: "amqp://guest:guest@127.0.0.1:5672",
    variable: "ADRESSAT_RABBITMQ_URL",
    port: 5672
  },
  nats: { name: "NATS", url: "nats://127.0.0.1:4222", variable: "ADRESSAT_NATS_URL", port: 4222 },
  redis: { name: "Redis", url: "redis://127.0.0.1:6379", variable: "ADRESSAT_REDIS_URL", port: 6379 },
  postgres: {
    name: "PostgreSQL",
    url: "postgres://postgres@127.0.0.1:5432/postgres",
    variable: "ADRESSAT_POSTGRES_URL",
    port: 5432
  }
} as const satisfies Readonly<Record<string, ServicePlace>>

/** The service that a broker is, where it is one. */
const serviceOf = (broker: BrokerName): ServicePlace | undefined => {
  if (broker === "sqlite" || broker === "service-bus") return undefined
  return services[broker === "bullmq" ? "redis" : broker]
}

const urlOf = ({ url, variable }: ServicePlace): string => process.env[variable] ?? url

/** Why a service cannot be used: nobody takes a connection within two seconds. */
const absenceOfService = async (service: ServicePlace): Promise<Absence | undefined> => {
  const { name, port, variable } = service
  const url = URL.parse(urlOf(service))
  if (url === null) return { absent: `${name} cannot be found (set ${variable} to a url)` }
  const place = { host: url.hostname || "127.0.0.1", port: Number(url.port || port) }
  const socket = connect({ ...place, timeout: 2000 })
  const isThere = await new Promise<boolean>((resolve) => {
    const answer = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false))
  })
  if (isThere) return undefined
  return { absent: `${name} is not at ${place.host}:${place.port} (set ${variable} to one that is)` }
}

/** Why a broker, or the database for decisions besides, cannot be used here; `undefined` when both can. */
export const absenceOf = async (broker: BrokerName, isKept = false): Promise<Absence | undefined> => {
  for (const service of [serviceOf(broker), isKept ? services.postgres : undefined]) {
    const absence = service === undefined ? undefined : await absenceOfService(service)
    if (absence !== undefined) return absence
  }
  return undefined
}

/** Opens a place at a broker that is there. */
export const openPlace = async (broker: BrokerName): Promise<OpenPlace> => {
  const id = `bench-${randomBytes(5).toString("hex")}`
  const placed = ({ close, url }: OpenDatabase): OpenPlace => ({ place: { broker, url, id }, close })
  switch (broker) {
    case "sqlite": {
      const folder = mkdtempSync(join(tmpdir(), "adressat-bench-queue-"))
      const close = async () => rmSync(folder, { recursive: true, force: true })
      return placed({ url: join(folder, "queue.db"), close })
    }
    case "postgres":
      return placed(await openDatabase(id))
    case "service-bus":
      return placed(await startPeer())
    case "bullmq":
      return placed({ url: urlOf(services.redis), close: async () => {} })
    default:
      return placed({ url: urlOf(services[broker]), close: async () => {} })
  }
}

/** A database of PostgreSQL that was made, and is dropped as it is closed. */
export interface OpenDatabase {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Makes a database with a name of its own. */
export const openDatabase = async (id: string): Promise<OpenDatabase> => {
  const server = urlOf(services.postgres)
  const name = id.replaceAll("-", "_")
  const { administer } = await import("./PersistedStore.ts")
  await administer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, close: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/** Service Bus itself is not to be had on a machine of one's own: a peer stands for it, in a process of its own. */
const startPeer = async (): Promise<OpenDatabase> => {
  const child = fork(fileURLToPath(new URL("PeerChild.ts", import.meta.url)), [], {
    execArgv: process.execArgv,
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  const [url] = (await once(child, "message")) as [string]
  return { url, close: () => ended(child) }
}

/** Ends a process that ends when it is let go of. */
export const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, "exit")
  if (child.connected) child.disconnect()
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000)
  await exit
  clearTimeout(late)
}
