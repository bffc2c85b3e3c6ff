/**
 * Activity counts the calls that are in the works, streams that are still being read included, so that one can wait for them.
 */

/** The calls in the works. */
export interface Activity {
  readonly begin: () => void
  readonly end: () => void
  /** Settles when there are none, or after so many milliseconds. */
  readonly idle: (grace: number) => Promise<void>
}

/** Makes an activity without calls. */
export const makeActivity = (): Activity => {
  let count = 0
  const waiting = new Set<() => void>()
  return {
    begin: () => {
      count += 1
    },
    end: () => {
      count -= 1
      if (count === 0) for (const wake of waiting) wake()
    },
    idle: (grace) => {
      if (count === 0) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, grace)
        waiting.add(wake)
      })
    }
  }
}

/** The same stream, with a word when it is over, whichever way. */
export const whenOver = (stream: ReadableStream<Uint8Array>, over: () => void): ReadableStream<Uint8Array> => {
  const reader = stream.getReader()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        over()
      },
      cancel: async (reason) => {
        over()
        await reader.cancel(reason)
      }
    },
    { highWaterMark: 0 }
  )
}
