/** The two loads that servers are measured under, and both as tasks whose one item is a volley of requests. */
import type { Task } from "../Suite.ts"
import { batchOrder, singleOrder } from "./Facts.ts"
import { startServer } from "./ServerProcess.ts"
import type { ServerName } from "./ServerProcess.ts"
import { fire } from "./Volley.ts"
import type { Load } from "./Volley.ts"

/** One order to one organisation. */
export const single: Load = { body: singleOrder(), connections: 32 }

/** One order to a thousand recipients. */
export const batch: Load = { body: batchOrder(), connections: 4 }

/** Volleys before any counts, so that everything in the server is compiled. */
const WARM_UP = 8

/** A server under a load, in volleys of so many requests. */
export const underLoad = async (name: ServerName, load: Load, requests: number): Promise<Task> => {
  const server = await startServer(name)
  let elapsed = 0
  let processor = 0
  let isWarm = false
  return {
    items: 1,
    isParallel: true,
    pass: async () => {
      if (!isWarm) await fire(server, load, WARM_UP * requests)
      isWarm = true
      const before = await server.time()
      const volley = await fire(server, load, requests)
      processor = (await server.time()) - before
      elapsed = volley.elapsed
      return volley.requests
    },
    elapsed: () => elapsed,
    processor: () => processor,
    answer: async () => {
      const answer = await fetch(server.url, { method: "POST", headers: server.headers, body: load.body })
      return { status: answer.status, type: typeOf(answer.headers), body: await answer.text() }
    },
    close: server.end
  }
}

const typeOf = (headers: Headers): string => headers.get("content-type")?.split(";")[0] ?? ""
