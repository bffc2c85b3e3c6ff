import { getRequestListener, serve as serveHono } from "@hono/node-server"
import * as Layer from "effect/Layer"
import express from "express"
import fastify from "fastify"
import { Hono } from "hono"
import { createServer } from "node:http"
import type { Server } from "node:http"
import { connect } from "node:net"
import type { AddressInfo } from "node:net"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { addressesOf, serve, serviceOwnersFile } from "../src/node.ts"
import { chain, COMPANY, makeWorld, owners, PERSON, sources, testIssuer, tokenOf } from "./World.ts"

const order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }

const bearer = async () => ({ authorization: `Bearer ${await tokenOf("ttd", undefined, Date.now())}` })

const world = await makeWorld({
  environment: Layer.empty,
  isTraced: false,
  basePath: "/adressat-front",
  limits: { body: 20_000 }
})

const ends: Array<() => Promise<unknown>> = []
afterAll(() => Promise.all(ends.map((end) => end())))

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  ends.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      })
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** How each host mounts the front door below `/adressat-front`. */
const hosts: Readonly<Record<string, () => Promise<string>>> = {
  "node:http": () =>
    listen(
      createServer(
        (incoming, outgoing) => void getRequestListener((request) => world.handler(request))(incoming, outgoing)
      )
    ),
  Hono: async () => {
    const app = new Hono()
    app.mount("/adressat-front", (request) => world.handler(request))
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server
    await new Promise<void>((resolve) => {
      if (server.listening) resolve()
      else server.once("listening", () => resolve())
    })
    ends.push(
      () =>
        new Promise((resolve) => {
          server.closeAllConnections()
          server.close(resolve)
        })
    )
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
  Express: () => {
    const app = express()
    const listener = getRequestListener((request) => world.handler(request))
    // Before any reader of bodies, since a body can be read only once.
    app.use("/adressat-front", (incoming, outgoing) => void listener(incoming, outgoing))
    return listen(createServer(app))
  },
  Fastify: async () => {
    const app = fastify()
    const listener = getRequestListener((request) => world.handler(request))
    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser("*", (_request, _payload, done) => done(null))
      scope.all("/adressat-front/*", (request, reply) => {
        reply.hijack()
        void listener(request.raw, reply.raw)
      })
    })
    ends.push(() => {
      // Not everything that it answered has been read.
      app.server.closeAllConnections()
      return app.close()
    })
    return app.listen({ port: 0, host: "127.0.0.1" })
  }
}

describe.each(Object.entries(hosts))("mounted in %s", (_, mount) => {
  it("answers, refuses, streams and places", async () => {
    const base = `${await mount()}/adressat-front`
    const headers = { ...(await bearer()), "content-type": "application/json" }
    const post = (path: string, body: string, more = {}) =>
      fetch(base + path, { method: "POST", body, headers: { ...headers, ...more } })
    const resolved = await post("/adressat/v1/resolve", JSON.stringify(order))
    expect(resolved.status).toBe(200)
    expect(await resolved.json()).toMatchObject({ decision: { deliveries: [{ address: "post@firma.example" }, {}] } })
    const refused = await post("/adressat/v1/resolve", "{")
    expect([refused.status, refused.headers.get("content-type")]).toStrictEqual([400, "application/problem+json"])
    expect((await post("/adressat/v1/resolve", " ".repeat(30_000))).status).toBe(413)
    const lines = await post("/adressat/v1/resolve-many", `${JSON.stringify(order)}\n`.repeat(100), {
      "content-type": "application/x-ndjson"
    })
    expect((await lines.text()).trimEnd().split("\n")).toHaveLength(100)
    const placed = await post("/notifications/api/v1/future/orders", JSON.stringify(chain({ idempotencyId: base })))
    expect(placed.status).toBe(201)
    expect(placed.headers.get("location")).toMatch(/^\/adressat-front\/notifications/)
    expect((await fetch(`${base}/health`, { method: "HEAD" })).status).toBe(200)
    expect((await fetch(`${base}/nowhere`)).status).toBe(404)
    expect((await fetch(`${base}/docs`)).headers.get("content-type")).toBe("text/html; charset=utf-8")
  })
})

const options = async () => ({
  sources,
  dispatch: "pretend" as const,
  issuers: [(await testIssuer()).issuer],
  serviceOwners: { list: owners },
  port: 0,
  host: "127.0.0.1",
  signals: []
})

describe("served", () => {
  it("finishes what is in the works as it is closed, and is not there after", async () => {
    let answer: () => void = () => undefined
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const served = await serve({
      ...(await options()),
      sources: {
        ...sources,
        persons: () =>
          new Promise((resolve) => {
            answer = () => resolve([])
            asked()
          })
      }
    })
    const inTheWorks = fetch(`${served.url}/adressat/v1/resolve`, {
      method: "POST",
      body: JSON.stringify({ channel: "Email", recipients: [{ nationalIdentityNumber: PERSON }] }),
      headers: { ...(await bearer()), "content-type": "application/json" }
    })
    await isAsked
    const closed = served.close()
    await expect(fetch(`${served.url}/health`)).rejects.toThrow()
    answer()
    expect((await inTheWorks).status).toBe(200)
    await closed
    await served.closed
  })

  it("is ended by a signal, once", async () => {
    const served = await serve({ ...(await options()), signals: ["SIGUSR2"] })
    expect((await fetch(`${served.url}/ready`)).status).toBe(200)
    process.kill(process.pid, "SIGUSR2")
    await served.closed
    expect(process.listenerCount("SIGUSR2")).toBe(0)
  })

  it("is not there when its port is taken", async () => {
    const served = await serve(await options())
    await expect(serve({ ...(await options()), port: served.port })).rejects.toThrow("EADDRINUSE")
    await served.close()
  })

  it("answers what is no HTTP, and headers that are too long, without falling over", async () => {
    const served = await serve(await options())
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(served.port, "127.0.0.1", () => socket.write(text))
        let heard = ""
        socket.on("data", (chunk) => (heard += chunk.toString()))
        socket.on("close", () => resolve(heard))
        socket.on("error", () => resolve(heard))
      })
    expect(await raw("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/)
    expect(await raw(`GET /health HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/)
    expect(await raw("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 200/)
    await served.close()
  })

  it("reads the list of service owners from a file, again and again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "adressat-http-"))
    const file = join(folder, "orgs.json")
    await writeFile(file, JSON.stringify(owners))
    expect(await serviceOwnersFile(file)()).toStrictEqual(owners)
    await writeFile(file, "{}")
    expect(await serviceOwnersFile(file)()).toStrictEqual({})
    await rm(folder, { recursive: true })
  })

  it("does not ask a send condition on its own machine", async () => {
    const asked: Array<string> = []
    const inside = await listen(
      createServer((incoming, outgoing) => {
        asked.push(incoming.url ?? "")
        outgoing.end(`{"sendNotification":false}`)
      })
    )
    const served = await serve({ ...(await options()), isScheduler: false })
    const response = await fetch(`${served.url}/notifications/api/v1/future/orders`, {
      method: "POST",
      body: JSON.stringify(chain({ conditionEndpoint: `${inside}/secret` })),
      headers: { ...(await bearer()), "content-type": "application/json" }
    })
    expect(response.status).toBe(201)
    await served.takeUpDue()
    expect(asked).toStrictEqual([])
    await served.close()
  })

  it("finds out where a host is", async () => {
    expect(await addressesOf("127.0.0.1")).toStrictEqual(["127.0.0.1"])
  })
})
