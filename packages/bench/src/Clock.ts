/** The clocks of a measurement, in milliseconds from any beginning. */

/** Milliseconds, from any beginning. */
export type Clock = () => number

/** The clock on the wall. */
export const wallClock: Clock = () => performance.now()

/**
 * The time that this thread has had, which stands still while the machine does something else. The system tells it in
 * steps of up to four milliseconds.
 */
export const threadClock: Clock = () => {
  const { system, user } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The time that all threads of this process have had, exactly. */
export const processClock: Clock = () => {
  const { system, user } = process.cpuUsage()
  return (user + system) / 1000
}
