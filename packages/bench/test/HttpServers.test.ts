import { expect, it, vi } from "vitest"
import { makeCredentials } from "../src/http/Credentials.ts"
import { batchOrder, singleOrder } from "../src/http/Facts.ts"
import { startServer } from "../src/http/ServerProcess.ts"
import type { ServerName } from "../src/http/ServerProcess.ts"

vi.hoisted(() => {
  process.env["NODE_OPTIONS"] = "--conditions=@adressat/source"
})

const names: ReadonlyArray<ServerName> = ["ours", "hono", "fastify", "bare"]

/** The statuses and bodies that a server answers: both orders, no token, a token of somebody else, a refused order. */
const answersOf = async (name: ServerName) => {
  const server = await startServer(name, ["--expose-gc"])
  const stranger = (await makeCredentials()).token
  const { authorization: _, ...nobody } = server.headers
  const post = async (headers: Readonly<Record<string, string>>, body: string) => {
    const answer = await fetch(server.url, { method: "POST", headers, body })
    return { status: answer.status, body: await answer.text() }
  }
  try {
    return {
      orders: [
        await post(server.headers, singleOrder()),
        await post(server.headers, batchOrder()),
        // By now the token is remembered.
        await post(server.headers, singleOrder())
      ],
      refusals: [
        await post(nobody, singleOrder()),
        await post({ ...nobody, authorization: `Bearer ${stranger}` }, singleOrder()),
        await post(server.headers, `{"recipients": []}`)
      ].map(({ status }) => status),
      memory: await server.memory(),
      time: await server.time()
    }
  } finally {
    server.end()
  }
}

it("has all servers answer with the same bytes, and refuse the same", async () => {
  const [ours, ...others] = await Promise.all(names.map(answersOf))
  expect(ours?.orders.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(ours?.orders[0]?.body).toContain('"deliveries":[{')
  for (const other of others) expect(other.orders).toEqual(ours?.orders)
  expect([ours, ...others.slice(0, 2)].map((one) => one?.refusals)).toEqual([
    [401, 401, 400],
    [401, 401, 400],
    [401, 401, 400]
  ])
  expect(ours?.time).toBeGreaterThan(0)
  expect(ours?.memory.heap).toBeGreaterThan(1e6)
  expect(ours?.memory.resident).toBeGreaterThan(ours?.memory.heap ?? Number.POSITIVE_INFINITY)
})
