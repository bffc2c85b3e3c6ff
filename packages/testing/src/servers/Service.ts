/**
 * A service is a server that somebody else runs, and that tests use when it is there: where it is absent they are skipped with
 * a reason that names the address and the variable that names another one, and with `ADRESSAT_REQUIRE_SERVICES=1` they fail.
 *
 * Invariant: no reason holds the credentials of a url.
 */
import { accessSync, constants } from "node:fs"
import { connect } from "node:net"
import { delimiter, join } from "node:path"
import { assert, describe, it } from "vitest"

/** What a service is, and where it is looked for. */
export interface ServicePlace {
  /** Such as `PostgreSQL`. */
  readonly name: string
  /** Where it is when the variable says nothing else. */
  readonly url: string
  /** The environment variable that says where it is. */
  readonly variable: string
}

/** A service that was looked for. */
export interface Service {
  readonly url: string
  /** Why it cannot be used; left out when it can. */
  readonly absence?: string
}

/** The services that adressat's own tests use. */
export const services = {
  postgres: {
    name: "PostgreSQL",
    url: "postgres://postgres@127.0.0.1:5432/postgres",
    variable: "ADRESSAT_POSTGRES_URL"
  },
  redis: { name: "Redis", url: "redis://127.0.0.1:6379", variable: "ADRESSAT_REDIS_URL" },
  rabbitMq: { name: "RabbitMQ", url: "amqp://guest:guest@127.0.0.1:5672", variable: "ADRESSAT_RABBITMQ_URL" },
  nats: { name: "NATS", url: "nats://127.0.0.1:4222", variable: "ADRESSAT_NATS_URL" }
} as const satisfies Readonly<Record<string, ServicePlace>>

const ports: Readonly<Record<string, number>> = {
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
  "rediss:": 6379,
  "amqp:": 5672,
  "amqps:": 5671,
  "nats:": 4222
}

/** Looks whether a service is there: whether somebody takes a connection within a second. */
export const serviceAt = async ({ name, url: usual, variable }: ServicePlace): Promise<Service> => {
  const url = process.env[variable] ?? usual
  if (!URL.canParse(url)) return { url, absence: `${name} cannot be found (set ${variable} to a url)` }
  const { hostname, port, protocol } = new URL(url)
  const place = {
    host: hostname === "" ? "127.0.0.1" : hostname,
    port: port === "" ? (ports[protocol] ?? 0) : Number(port)
  }
  if (await isListening(place)) return { url }
  return { url, absence: `${name} is not at ${place.host}:${place.port} (set ${variable} to one that is)` }
}

const isListening = (place: { readonly host: string; readonly port: number }): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ ...place, timeout: 1000 })
    const answer = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false))
  })

/** Looks whether a program is installed that a server of the tests' own is made with, such as `redis-server`. */
export const serviceOfProgram = (program: string): Service => {
  const path = programAt(program)
  if (path !== undefined) return { url: path }
  return { url: program, absence: `${program} is not installed (put it on the PATH)` }
}

/** Where a program is: on the PATH, or where Debian puts the servers. */
export const programAt = (program: string, further: ReadonlyArray<string> = []): string | undefined =>
  [...further, ...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/** Declares tests that need services; where one is absent a single test says so, and is skipped or fails. */
export const describeWithService = (
  needed: Service | ReadonlyArray<Service>,
  title: string,
  declare: () => void
): void => {
  const [absence] = [needed].flat().flatMap((one) => one.absence ?? [])
  if (absence === undefined) return void describe(title, declare)
  it(title, (context) => {
    if (process.env["ADRESSAT_REQUIRE_SERVICES"] === "1") return assert.fail(absence)
    console.info(`skipped: ${title}: ${absence}`)
    return context.skip(absence)
  })
}
