/**
 * A kept link is one connection to a broker: it is opened when it is needed, shared as long as it holds, and opened anew when
 * it was lost.
 */
import type { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** What a connection has to tell, to be kept. */
export interface Losable {
  /** Told once that the connection is lost, at once if it is already. */
  readonly onLost: (listener: (error: QueueError) => void) => unknown
  readonly close: () => Promise<void>
}

/** Keeps a link, which is closed with the scope; gives what gives it. Nothing is opened before it is asked for. */
export const keepLink = <Link extends Losable>(
  open: () => Promise<Link>
): Effect.Effect<() => Promise<Link>, never, Scope.Scope> => {
  let current: Promise<Link> | undefined
  const forget = () => {
    current = undefined
  }
  const opened = async (): Promise<Link> => {
    try {
      const link = await open()
      link.onLost(forget)
      return link
    } catch (error) {
      forget()
      throw error
    }
  }
  const close = async () => {
    const link = await current?.catch(() => undefined)
    await link?.close()
  }
  return Effect.acquireRelease(
    Effect.sync(() => () => (current ??= opened())),
    () => Effect.promise(close)
  )
}
