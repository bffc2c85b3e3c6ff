/** The two clocks of a measurement, in milliseconds from any beginning. */

/** Milliseconds, from any beginning. */
export type Clock = () => number

/** The time that this thread has had, which stands still while the machine does something else. */
export const threadClock: Clock = () => {
  const { system, user } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The clock on the wall. */
export const wallClock: Clock = () => performance.now()
