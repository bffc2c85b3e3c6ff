/**
 * A client link is one connection of a client until it is lost.
 *
 * Invariants: whoever waits for an answer of a connection that is lost, or that does not give it in time, is told; a link is
 * closed once; no error tells more than the client's own words.
 */
import { QueueError } from "@adressat/orders"
import { rejected, unavailable } from "./BrokerError.ts"
import type { Client, Connection } from "./Client.ts"

/** Waits for a promise, but not longer than so many milliseconds. */
const withinTime = async (promise: Promise<unknown>, time: number): Promise<void> => {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, time)
  await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}

/** An open link. */
export interface ClientLink<Token> {
  readonly ask: <A>(queue: string, run: (connection: Connection<Token>) => Promise<A>) => Promise<A>
  readonly onLost: (listener: (error: QueueError) => void) => void
  readonly close: () => Promise<void>
}

/** Opens a link; fails with a `QueueError` as everything does that is asked of it. */
export const openLink = async <Token>(client: Client<Token>): Promise<ClientLink<Token>> => {
  const { connect, place, refusalOf, timeout } = client
  const listeners = new Set<(error: QueueError) => void>()
  let failure: QueueError | undefined
  const errorOf = (cause: unknown, queue: string) => {
    const known = cause === undefined || cause instanceof QueueError ? cause : refusalOf(cause, queue)
    if (known instanceof QueueError) return known
    if (known !== undefined) return rejected(`${place} ${known}`)
    return unavailable(
      `${place} does not answer, or the connection to it was lost; see whether it runs and can be reached`
    )
  }
  const lose = (cause?: unknown, queue = "") => {
    if (failure !== undefined) return
    failure = errorOf(cause, queue)
    for (const listener of listeners) listener(failure)
    void close()
  }
  const onLost = (listener: (error: QueueError) => void) => {
    if (failure === undefined) listeners.add(listener)
    else listener(failure)
  }
  /** Waits for an answer, but no longer than the connection holds. */
  const answer = <A>(queue: string, run: () => Promise<A>) =>
    new Promise<A>((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      const late = setTimeout(lose, timeout)
      const end = () => {
        clearTimeout(late)
        listeners.delete(fail)
      }
      const fail = (error: QueueError) => {
        end()
        reject(error)
      }
      listeners.add(fail)
      const answered = Promise.resolve().then(run).finally(end)
      answered.then(resolve, (cause: unknown) => reject(failure ?? errorOf(cause, queue)))
    })
  const connecting = connect(lose)
  let closing: Promise<unknown> | undefined
  const close = async () => {
    closing ??= connecting.then((connection) => connection.close())
    await withinTime(closing, Math.min(timeout, 5000)).catch(() => undefined)
  }
  try {
    const connection = await answer("", () => connecting)
    return { ask: (queue, run) => answer(queue, () => run(connection)), onLost, close }
  } catch (error) {
    void close()
    throw error
  }
}
