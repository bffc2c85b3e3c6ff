/**
 * A peer that stands for Azure Service Bus in tests: an AMQP 1.0 server in this process, with queues in memory.
 *
 * It has what the driver needs: tokens, queues with locks that run out, counts of deliveries, scheduled messages, batches, dead
 * letters, and requests about messages. It has no sessions, topics or transactions, and nothing is on a disk: a restart is that
 * all connections are lost and none is taken for a while.
 */
import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import rhea from "rhea"
import type { Connection, EventContext, Message, Sender } from "rhea"
import { encodedOf, messagesOf } from "./PeerMessage.ts"
import { makePeerQueue } from "./PeerQueue.ts"
import type { Outcome, PeerQueue, PeerQueueOptions } from "./PeerQueue.ts"
import { answerRequest, answerToken } from "./PeerRequests.ts"

/** How a peer is started. */
export interface PeerOptions extends PeerQueueOptions {
  /** Whether there is a queue of that name; default all that do not begin with `no-`. */
  readonly hasQueue?: (name: string) => boolean
  /** The longest message or batch, in bytes; default 256 KiB, as in Service Bus. */
  readonly maxMessageSize?: number
}

/** A peer that runs. */
export interface ServiceBusPeer {
  readonly port: number
  /** With the right key, or another one. */
  readonly connectionString: (key?: string) => string
  readonly queue: (name: string) => PeerQueue
  /** How many are open. */
  readonly connections: () => number
  /** Loses all connections. */
  readonly cut: () => void
  /** Loses all connections, and takes none until `start`. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Ends it for good. */
  readonly close: () => Promise<void>
}

const peerKey = "the key of the peer"

/** Starts a peer on a free port. */
export const startServiceBusPeer = async (options: PeerOptions = {}): Promise<ServiceBusPeer> => {
  const { hasQueue = (name) => !name.startsWith("no-"), maxMessageSize = 256 * 1024 } = options
  const queues = new Map<string, PeerQueue>()
  const queue = (name: string): PeerQueue => {
    const known = queues.get(name) ?? makePeerQueue(options)
    queues.set(name, known)
    return known
  }
  /** A queue, or the dead letters of one. */
  const queueAt = (address: string): PeerQueue | undefined => {
    const [, name = "", isDead] = /^(.+?)(\/\$DeadLetterQueue)?$/i.exec(address) ?? []
    if (!hasQueue(name)) return undefined
    return isDead === undefined ? queue(name) : queue(name).dead
  }
  const container = rhea.create_container({
    sender_options: { treat_modified_as_released: false },
    receiver_options: { autoaccept: false, credit_window: 1000, max_message_size: maxMessageSize }
  })
  // Whoever has lost the connection has gone, and nothing more is to be said.
  for (const event of [
    "error",
    "disconnected",
    "connection_error",
    "session_error",
    "sender_error",
    "receiver_error"
  ]) {
    container.on(event, () => {})
  }
  /** Those to whom answers are sent: their links have the name that is to be replied to. */
  const answering = new WeakMap<Connection, Map<string, Sender>>()

  /** What is to be done when a connection is lost. */
  const forgetting = new WeakMap<Connection, Set<() => void>>()
  container.on("disconnected", ({ connection }: EventContext) => {
    for (const forget of forgetting.get(connection) ?? []) forget()
  })

  container.on("sender_open", ({ connection, sender }: EventContext) => {
    if (sender === undefined) return
    const address = sender.source.address
    sender.set_source(sender.source)
    sender.set_target(sender.target)
    if (address === "$cbs" || address.endsWith("/$management")) {
      const known = answering.get(connection) ?? new Map<string, Sender>()
      answering.set(connection, known.set(sender.name, sender))
      return
    }
    const from = queueAt(address)
    if (from === undefined) return refuse(sender)
    deliver(sender, from, (forget) => {
      const known = forgetting.get(connection) ?? new Set()
      forgetting.set(connection, known.add(forget))
    })
  })

  container.on("receiver_open", ({ receiver }: EventContext) => {
    if (receiver === undefined) return
    const address = receiver.target.address ?? ""
    receiver.set_source(receiver.source)
    receiver.set_target(receiver.target)
    if (address === "$cbs" || queueAt(address.replace(/\/\$management$/, "")) !== undefined) return
    refuse(receiver)
  })

  container.on("message", ({ connection, delivery, message, receiver }: EventContext) => {
    if (message === undefined || receiver === undefined || delivery === undefined) return
    const address = receiver.target.address ?? ""
    if (address === "$cbs") answer(connection, message, answerToken(message, peerKey))
    else {
      const asked = queueAt(address.replace(/\/\$management$/, ""))
      if (asked === undefined) return refuse(receiver)
      if (address.endsWith("/$management")) answer(connection, message, answerRequest(message, asked))
      else asked.put(messagesOf(message))
    }
    delivery.accept()
  })

  const answer = (connection: Connection, { message_id, reply_to }: Message, content: Partial<Message>) => {
    const to = reply_to ?? ""
    const sender = answering.get(connection)?.get(to)
    sender?.send({ ...content, to, ...(message_id === undefined ? {} : { correlation_id: message_id }) } as Message)
  }

  const sockets = new Set<Socket>()
  const server = container.listen({ port: 0, host: "127.0.0.1" })
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("error", () => {})
    socket.on("close", () => sockets.delete(socket))
  })
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = async () => {
    const closed = once(server, "close")
    server.close()
    cut()
    await closed
  }
  return {
    port,
    connectionString: (key = peerKey) =>
      `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=peer;SharedAccessKey=${key};UseDevelopmentEmulator=true`,
    queue,
    connections: () => sockets.size,
    cut,
    stop,
    start: async () => {
      server.listen(port, "127.0.0.1")
      await once(server, "listening")
    },
    close: async () => {
      for (const each of queues.values()) each.close()
      if (server.listening) await stop()
    }
  }
}

const refuse = (link: { readonly close: (error: { condition: string; description: string }) => void }): void =>
  link.close({ condition: "amqp:not-found", description: "The messaging entity 'peer' could not be found." })

/** What of a link rhea tells when it drains its credit. */
interface Draining {
  readonly _draining: boolean
  readonly _drained: boolean
  credit: number
  delivery_count: number
}

function drain(this: Draining): boolean {
  if (!this._draining || !this._drained) return false
  this.delivery_count += this.credit
  this.credit = 0
  return true
}

/** What the types of rhea leave out. */
const outcomes = rhea.message as unknown as {
  readonly accepted: () => { readonly described: () => object }
  readonly rejected: (fields: object) => { readonly described: () => object }
}

const accepted = outcomes.accepted().described()

/** Delivers messages of a queue to whoever has given credit, and does with them as it says. */
const deliver = (
  sender: Sender & { readonly credit?: number },
  queue: PeerQueue,
  whenLost: (forget: () => void) => void
): void => {
  let isSent = false
  const pump = () => {
    // Credit is used up when the frames are written, which is after this turn.
    if (isSent || !sender.is_open()) return
    for (let room = sender.credit ?? 0; room > 0 && sender.sendable(); room -= 1) {
      const taken = queue.take()
      if (taken === undefined) break
      sender.send(encodedOf(taken.kept, taken.lockedUntil), taken.tag, 0)
      isSent = true
    }
    if (!isSent) return
    setImmediate(() => {
      isSent = false
      pump()
    })
  }
  // Service Bus says that there is no credit left also where messages have used it all; rhea says nothing then.
  Object.assign(sender, { _get_drain: drain })
  queue.watchers.add(pump)
  const forget = () => queue.watchers.delete(pump)
  sender.on("sendable", pump)
  sender.on("sender_draining", () => {
    pump()
    sender.set_drained(true)
  })
  sender.on("sender_close", forget)
  sender.session.on("session_close", forget)
  whenLost(forget)
  const settled = (outcomeOf: (context: EventContext) => Outcome) => (context: EventContext) => {
    const { delivery } = context
    if (delivery === undefined) return
    const isLocked = queue.settle(Buffer.from(delivery.tag), outcomeOf(context))
    const error = { condition: "com.microsoft:message-lock-lost", description: "The lock supplied is invalid." }
    delivery.update(true, isLocked ? accepted : outcomes.rejected({ error }).described())
    // The other side forgets it by that, and says nothing more of it.
    Object.assign(delivery, { remote_settled: true })
  }
  sender.on(
    "accepted",
    settled(() => ({ outcome: "accepted" }))
  )
  sender.on(
    "released",
    settled(() => ({ outcome: "released" }))
  )
  sender.on(
    "modified",
    settled(() => ({ outcome: "released" }))
  )
  sender.on(
    "rejected",
    settled(({ delivery }) => ({ outcome: "rejected", properties: delivery?.remote_state?.error?.info ?? {} }))
  )
}
