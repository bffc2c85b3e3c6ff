import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it } from "vitest"
import { makeTimes } from "../src/http/LongRun.ts"
import { keepPace } from "../src/http/Pace.ts"
import type { ServerProcess } from "../src/http/ServerProcess.ts"
import { fire, fireFor } from "../src/http/Volley.ts"

const load = { body: "{}", connections: 2 }

/** Runs against a server in this process. */
const against = async <A>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  run: (server: ServerProcess) => Promise<A>
): Promise<A> => {
  const server = createServer((request, response) => {
    request.resume()
    request.on("end", () => answer(request, response))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  try {
    return await run({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: { authorization: "Bearer token", "content-type": "application/json" },
      memory: () => Promise.reject(new Error("nobody asks")),
      time: () => Promise.reject(new Error("nobody asks")),
      end: () => undefined
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it("fires as many requests as it is told, each with token and body", async () => {
  const seen: Array<string> = []
  const { elapsed, requests } = await against(
    ({ headers, method }, response) => {
      seen.push([method, headers.authorization, headers["content-type"], headers["content-length"]].join(" "))
      response.end()
    },
    (server) => fire(server, load, 50)
  )
  expect(requests).toBe(50)
  expect(elapsed).toBeGreaterThan(0)
  expect(seen).toEqual(Array.from({ length: 50 }, () => "POST Bearer token application/json 2"))
})

it("measures nothing where an answer is no success", async () => {
  let count = 0
  const failing = (_request: IncomingMessage, response: ServerResponse) => {
    response.statusCode = ++count === 7 ? 500 : 200
    response.end()
  }
  await expect(against(failing, (server) => fire(server, load, 20))).rejects.toThrow("of 20 requests 1 were not")
  count = 0
  await expect(against(failing, (server) => keepPace(server, load, 2000, 0.05))).rejects.toThrow("answered with 500")
})

it("tells each answer of a long run", async () => {
  const statuses = new Map<number, number>()
  let answered = 0
  const errors = await against(
    (_request, response) => {
      response.statusCode = ++answered % 2 === 0 ? 200 : 503
      response.end()
    },
    (server) => fireFor(server, load, 1, (status) => void statuses.set(status, (statuses.get(status) ?? 0) + 1))
  )
  expect(errors).toBe(0)
  expect(new Set(statuses.keys())).toEqual(new Set([200, 503]))
  expect((statuses.get(200) ?? 0) + (statuses.get(503) ?? 0)).toBeGreaterThan(answered - 3)
})

it("counts from when a request was due, so that one slow answer delays those behind it", async () => {
  let count = 0
  const times = await against(
    (_request, response) => {
      if (++count === 1) setTimeout(() => response.end(), 100)
      else response.end()
    },
    (server) => keepPace(server, { body: "{}", connections: 1 }, 500, 0.1)
  )
  expect(times).toHaveLength(50)
  expect(times.filter((time) => time > 40).length).toBeGreaterThan(20)
})

it("counts times in steps of a hundredth of a millisecond", () => {
  const times = makeTimes()
  for (let time = 1; time <= 1000; time++) times.add(time / 100)
  times.add(60_000)
  expect(times.count()).toBe(1001)
  expect([times.quantile(0.5), times.quantile(0.99), times.quantile(1)]).toEqual([5.01, 9.91, 9999.99])
})
