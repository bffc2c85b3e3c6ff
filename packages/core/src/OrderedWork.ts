/**
 * Ordered work starts one piece of work for each item of a stream, a few at a time, and hands out what comes of it in the
 * order of the items.
 *
 * Invariants: no item is taken before there is room for its work, so that neither items nor results pile up, however many
 * there are; work that nobody waits for any more is aborted, and the stream of items is told that it is not needed.
 */

/** How the work is done. */
export interface OrderedWorkOptions<Item, Made> {
  /** Starts the work for an item; the signal is aborted when nobody waits for it any more. */
  readonly start: (item: Item, index: number, signal: AbortSignal) => Promise<Made>
  /** Most pieces of work at the same time; anything below one counts as one. */
  readonly concurrency: number
  /** Gives everything up; what is being waited for rejects with its reason. */
  readonly signal: AbortSignal | undefined
}

/** Does the work for each item; rejects with what the first piece in order rejects with. */
export async function* orderedWork<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { concurrency, signal, start }: OrderedWorkOptions<Item, Made>
): AsyncGenerator<Made, void, undefined> {
  signal?.throwIfAborted()
  const room = concurrency >= 1 ? concurrency : 1
  const controller = new AbortController()
  const source = sourceOf(items)
  const abort = () => {
    controller.abort(signal?.reason)
    source.giveUp(signal?.reason)
  }
  const pending: Array<Promise<Made>> = []
  signal?.addEventListener("abort", abort, { once: true })
  try {
    for (let index = 0; ; index++) {
      const next = await source.next()
      if (next.done === true) break
      signal?.throwIfAborted()
      const started = start(next.value, index, controller.signal)
      // A failure is reported when its turn comes; until then it must not count as unhandled.
      started.catch(() => undefined)
      pending.push(started)
      const first = pending.length >= room ? pending.shift() : undefined
      if (first !== undefined) yield await first
    }
    for (let first = pending.shift(); first !== undefined; first = pending.shift()) yield await first
  } finally {
    signal?.removeEventListener("abort", abort)
    controller.abort()
    await source.close()
  }
}

/** A stream of items that can be given up while it keeps silent. */
interface Source<Item> {
  readonly next: () => Promise<IteratorResult<Item, unknown>>
  /** Lets the item that is being waited for reject with the reason. */
  readonly giveUp: (reason: unknown) => void
  /** Says that no more items are needed, if there may be some. */
  readonly close: () => Promise<void>
}

const sourceOf = <Item>(items: Iterable<Item> | AsyncIterable<Item>): Source<Item> => {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : inTurn(items)
  let isOpen = false
  let isGivenUp = false
  let reject: ((reason: unknown) => void) | undefined
  return {
    // A race of each item against one promise for the whole stream would keep something of every item.
    next: async () => {
      isOpen = false
      try {
        const next = await new Promise<IteratorResult<Item, unknown>>((resolve, rejectNext) => {
          reject = rejectNext
          iterator.next().then(resolve, rejectNext)
        })
        isOpen = next.done !== true
        return next
      } finally {
        reject = undefined
      }
    },
    giveUp: (reason) => {
      isGivenUp = true
      reject?.(reason)
    },
    close: async () => {
      const closed = isOpen || isGivenUp ? iterator.return?.() : undefined
      // A stream that keeps silent may never say that it is closed.
      if (isGivenUp) closed?.catch(() => undefined)
      else await closed
    }
  }
}

async function* inTurn<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  for (const item of items) yield item
}
