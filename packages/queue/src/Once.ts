/**
 * What is done once, such as making a queue at a broker, however many ask for it at the same time.
 */

/** Does something once for each name, and anew when it has failed. */
export const onceEach = (run: (name: string) => Promise<unknown>): ((name: string) => Promise<unknown>) => {
  const known = new Map<string, Promise<unknown>>()
  return (name) => {
    const running = known.get(name) ?? run(name)
    known.set(name, running)
    running.catch(() => known.delete(name))
    return running
  }
}
