/**
 * Queues by address: which driver belongs to which. A driver is loaded only when it is asked for; the client of its broker is
 * installed by whoever runs on that broker.
 *
 * Invariant: an address is told only without user, password and parameters.
 */
import { problemAt } from "@adressat/core"
import type { DeadLetters, MessageQueue, QueueError } from "@adressat/queue"
import type { EmbeddedPlace } from "@adressat/queue/embedded"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { notOpened, refused } from "./NotStarted.ts"
import type { NotStarted } from "./NotStarted.ts"
import { durationsOption } from "./OptionValue.ts"

/** The ports of a queue. */
export type QueuePorts = MessageQueue | DeadLetters

/** Which queue the command line names. */
export interface QueueOptions {
  /** Default: the environment variable `ADRESSAT_QUEUE`, and without it a SQLite file in this folder. */
  readonly queue?: string
  /** How long a message stays with a worker that is gone; default 30s. For brokers that do not notice its end. */
  readonly lock?: string
}

/** The SQLite file of the queue where nothing else is said. */
export const QUEUE_FILE = "adressat-queue.db"

/** How long nothing comes from a queue until it is taken to be empty, in milliseconds. */
export const EMPTY_AFTER = 3000

/** The address of the queue. It may hold a password. */
export const queueAddress = ({ queue }: QueueOptions): string => queue ?? process.env["ADRESSAT_QUEUE"] ?? QUEUE_FILE

/** An address as it may be shown. */
export const shownAddress = (address: string): string =>
  address.replace(/^([a-z]+:\/\/)(?:[^/?#]*@)?([^?#]*).*$/i, "$1$2")

/** Opens the queue for as long as the scope. */
export const openQueue = async (
  options: QueueOptions,
  scope: Scope.Scope
): Promise<Result.Result<Context.Context<QueuePorts>, NotStarted>> => {
  const lock = options.lock === undefined ? Result.succeed([]) : durationsOption("--lock", options.lock)
  if (Result.isFailure(lock)) return refused(lock.failure)
  const [duration] = lock.success
  const layer = await layerAt(queueAddress(options), duration === undefined ? {} : { lock: duration })
  if (Result.isFailure(layer)) return Result.fail(layer.failure)
  const opened = await Effect.runPromise(Effect.result(Layer.buildWithScope(layer.success, scope)))
  return Result.mapError(opened, (error) => notOpened("--queue", error))
}

/** Does something with the queue, which is open meanwhile. */
export const withQueue = async <A>(
  options: QueueOptions,
  use: Effect.Effect<A, QueueError, QueuePorts>
): Promise<Result.Result<A, NotStarted>> => {
  const scope = Scope.makeUnsafe()
  try {
    const queue = await openQueue(options, scope)
    if (Result.isFailure(queue)) return Result.fail(queue.failure)
    const done = await Effect.runPromise(Effect.result(Effect.provideContext(use, queue.success)))
    return Result.mapError(done, (error) => notOpened("--queue", error))
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

type QueueLayer = Layer.Layer<QueuePorts, QueueError>

/** What belongs to the scheme of an address: its layer, and the package that is to be installed for it. */
interface QueueKind {
  readonly layer: (address: string, lock: { readonly lock?: number }) => Promise<QueueLayer>
  readonly client?: string
}

const rabbitMq: QueueKind = {
  client: "amqplib",
  layer: async (url) => (await import("@adressat/queue-rabbitmq")).layerRabbitMq({ url })
}

const nats: QueueKind = {
  client: "@nats-io/transport-node @nats-io/jetstream",
  layer: async (url, { lock }) =>
    (await import("@adressat/queue-nats")).layerNats({ url, ...(lock === undefined ? {} : { ackWait: lock }) })
}

const bullMq: QueueKind = {
  client: "bullmq ioredis",
  layer: async (address, { lock }) => {
    const { layerBullMq } = await import("@adressat/queue-bullmq")
    return layerBullMq({
      url: address.replace(/^bullmq/i, "redis"),
      ...(lock === undefined ? {} : { lockDuration: lock })
    })
  }
}

const serviceBus: QueueKind = {
  client: "@azure/service-bus",
  layer: async () => {
    const { layerServiceBus } = await import("@adressat/queue-service-bus")
    return layerServiceBus({ connectionString: connectionString() })
  }
}

/** The connection string of Service Bus, which is a secret as a whole. */
const connectionString = (): string => process.env["ADRESSAT_SERVICE_BUS"] ?? ""

const embedded = (store: (address: string) => EmbeddedPlace, client?: string): QueueKind => ({
  ...(client === undefined ? {} : { client }),
  layer: async (address, lock) =>
    (await import("@adressat/queue/embedded")).layerEmbedded({ store: store(address), ...lock })
})

const redis = embedded((url) => ({ redis: { url } }), "ioredis")
const postgres = embedded((url) => ({ postgres: { url } }))
const sqlite = embedded((file) => ({ sqlite: { file } }))

const kinds = new Map<string, QueueKind>([
  ["amqp", rabbitMq],
  ["amqps", rabbitMq],
  ["nats", nats],
  ["tls", nats],
  ["bullmq", bullMq],
  ["bullmqs", bullMq],
  ["sb", serviceBus],
  ["redis", redis],
  ["rediss", redis],
  ["postgres", postgres],
  ["postgresql", postgres]
])

const layerAt = async (
  address: string,
  lock: { readonly lock?: number }
): Promise<Result.Result<QueueLayer, NotStarted>> => {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase()
  const kind = scheme === undefined ? sqlite : kinds.get(scheme)
  if (kind === undefined) {
    return refused([
      problemAt({}, ["--queue"], {
        code: "wrong-value",
        message: "no queue has such an address",
        found: `${scheme ?? ""}://`,
        allowed: [...[...kinds.keys()].map((name) => `${name}://`), "a file"]
      })
    ])
  }
  if (kind === serviceBus && connectionString() === "") {
    return refused([
      problemAt({}, ["--queue"], {
        code: "wrong-value",
        message:
          "the connection string of Service Bus is missing; put it into the environment variable ADRESSAT_SERVICE_BUS"
      })
    ])
  }
  try {
    return Result.succeed(await kind.layer(address, lock))
  } catch (error) {
    if (
      kind.client === undefined ||
      !(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")
    )
      throw error
    return refused([
      problemAt({}, ["--queue"], {
        code: "unreadable-file",
        message: `the client of this broker is not installed; run npm install ${kind.client} where adressat is installed`
      })
    ])
  }
}
