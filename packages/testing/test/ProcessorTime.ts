/** How long work takes, however busy the machine is: bounds on the clock of the wall fail by chance. */

/** Milliseconds that this thread has had. */
export const processorTime = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}
