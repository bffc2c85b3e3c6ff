/**
 * Servers of a test's own, made of the programs that are installed on the machine: Redis, NATS with JetStream, RabbitMQ and
 * PostgreSQL.
 */
import { globSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { programAt } from "./Service.ts"
import { asUser, freePort, runToEnd, startServer } from "./ServerProcess.ts"
import type { ServerProcess } from "./ServerProcess.ts"

const program = (name: string, further: ReadonlyArray<string> = []): string => {
  const path = programAt(name, further)
  if (path === undefined) throw new Error(`${name} is not installed; put it on the PATH`)
  return path
}

/** A Redis that writes every command down before it answers. */
export const startRedis = (): Promise<ServerProcess> =>
  startServer({
    name: "Redis",
    command: (folder, port) => [
      program("redis-server"),
      ..."--bind 127.0.0.1 --appendonly yes --appendfsync always --save".split(" "),
      "",
      "--port",
      String(port),
      "--dir",
      folder
    ],
    hello: "PING\r\n",
    answer: "+PONG",
    url: (port) => `redis://127.0.0.1:${port}`
  })

/** A NATS server with JetStream; the user is guest. */
export const startNats = (): Promise<ServerProcess> =>
  startServer({
    name: "NATS",
    command: (folder, port) => [
      program("nats-server"),
      ..."-a 127.0.0.1 -js --user guest --pass guest -p".split(" "),
      String(port),
      "-sd",
      join(folder, "data")
    ],
    hello: "PING\r\n",
    answer: "INFO",
    url: (port) => `nats://guest:guest@127.0.0.1:${port}`
  })

/** A RabbitMQ node of its own name, without plugins; the user is guest. */
export const startRabbitMq = async (): Promise<ServerProcess> => {
  const distribution = await freePort()
  return startServer({
    name: "RabbitMQ",
    // The script on the PATH of Debian wants to become another user by itself, and leaves our group by that.
    command: () => [program("rabbitmq-server", ["/usr/lib/rabbitmq/bin"])],
    user: "rabbitmq",
    environment: (folder, port) => ({
      RABBITMQ_NODENAME: `adressat-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_CONFIG_FILE: join(folder, "none"),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, "none"),
      RABBITMQ_CONF_ENV_FILE: join(folder, "none"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
      RABBITMQ_GENERATED_CONFIG_DIR: join(folder, "generated"),
      RABBITMQ_PID_FILE: join(folder, "pid"),
      // Two cores are shared with the tests.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
    }),
    hello: "AMQP\0\0\x09\x01",
    answer: "\x01",
    url: (port) => `amqp://guest:guest@127.0.0.1:${port}`
  })
}

const startupMessage = (): Uint8Array => {
  const words = Buffer.from("user\0postgres\0database\0postgres\0\0")
  const head = Buffer.alloc(8)
  head.writeInt32BE(head.length + words.length, 0)
  // Version 3.0 of the protocol.
  head.writeInt32BE(3 << 16, 4)
  return Buffer.concat([head, words])
}

/** A PostgreSQL that trusts whoever connects, but asks guest for a password; the user and the database are postgres. */
export const startPostgres = (): Promise<ServerProcess> => {
  const places = globSync("/usr/lib/postgresql/*/bin")
  const initialise = (folder: string) => [
    program("initdb", places),
    ..."--auth=trust --username=postgres --encoding=UTF8 --locale=C --no-sync --pgdata".split(" "),
    join(folder, "data")
  ]
  return startServer({
    name: "PostgreSQL",
    user: "postgres",
    prepare: async (folder) => {
      runToEnd(asUser("postgres", initialise(folder)), { HOME: folder })
      const rules = join(folder, "data/pg_hba.conf")
      // The first rule that fits is the one that counts.
      await writeFile(rules, `host all guest all scram-sha-256\n${await readFile(rules, "utf8")}`)
    },
    command: (folder, port) => [
      program("postgres", places),
      "-D",
      join(folder, "data"),
      "-p",
      String(port),
      // Data outlive the process by the memory of the machine.
      ..."-h 127.0.0.1 -c unix_socket_directories= -c fsync=off".split(" ")
    ],
    hello: startupMessage(),
    answer: "R",
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`
  })
}
