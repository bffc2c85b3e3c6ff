import { connect } from "node:net"
import type { Socket } from "node:net"
import { afterAll, describe, expect, it } from "vitest"
import { serve } from "../src/node.ts"
import { COMPANY, owners, PERSON, sources, testIssuer, tokenOf, until } from "./World.ts"

const token = await tokenOf("ttd", undefined, Date.now())
const order = JSON.stringify({ channel: "Email", recipients: [{ organizationNumber: COMPANY }] })

let aborted: () => void = () => undefined
let asked: () => void = () => undefined

const served = await serve({
  sources: {
    ...sources,
    persons: (_keys, { signal }) =>
      new Promise<never>(() => {
        signal.addEventListener("abort", () => aborted())
        asked()
      })
  },
  dispatch: "pretend",
  issuers: [(await testIssuer()).issuer],
  serviceOwners: { list: owners },
  limits: { body: 10_000, bodyTime: 200 },
  isScheduler: false,
  port: 0,
  host: "127.0.0.1",
  signals: []
})
afterAll(() => served.close())

const head = (path: string, length: number | "chunked", media = "application/json") =>
  [
    `POST ${path} HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${token}`,
    `Content-Type: ${media}`,
    length === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`,
    "",
    ""
  ].join("\r\n")

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** A connection that says things and tells what it heard. */
const open = async (): Promise<Socket & { readonly heard: () => string }> => {
  const socket = connect(served.port, "127.0.0.1")
  await new Promise((resolve) => socket.once("connect", resolve))
  let heard = ""
  socket.on("data", (data) => (heard += data.toString()))
  socket.on("error", () => undefined)
  return Object.assign(socket, { heard: () => heard })
}

describe("a body", () => {
  it("comes in pieces, in chunks, and after its head", async () => {
    const socket = await open()
    socket.write(head("/adressat/v1/resolve", Buffer.byteLength(order)))
    for (const letter of order) socket.write(letter)
    await until(() => socket.heard().includes("post@firma.example"))
    socket.write(
      head("/adressat/v1/resolve", "chunked") + chunk(order.slice(0, 10)) + chunk(order.slice(10)) + "0\r\n\r\n"
    )
    await until(() => socket.heard().split("post@firma.example").length === 3)
    socket.destroy()
  })

  it("that is too large is refused at once, and not listened to for ever", async () => {
    const socket = await open()
    let isClosed = false
    socket.on("close", () => (isClosed = true))
    socket.write(head("/adressat/v1/resolve", "chunked") + chunk("x".repeat(6000)) + chunk("x".repeat(6000)))
    await until(() => socket.heard().includes("HTTP/1.1 413"))
    expect(socket.heard().toLowerCase()).toContain("connection: close")
    await new Promise<void>((resolve) => {
      if (isClosed) resolve()
      else socket.once("close", () => resolve())
    })
  })

  it("that nobody wants is not waited for", async () => {
    const socket = await open()
    socket.write(head("/adressat/v1/nowhere", 1_000_000) + "{")
    await new Promise((resolve) => socket.once("close", resolve))
    expect(socket.heard()).toContain("HTTP/1.1 404")
    expect(socket.heard().toLowerCase()).toContain("connection: close")
  })

  it("that nobody wants, but that is there, keeps the connection", async () => {
    const socket = await open()
    socket.write(`${head("/adressat/v1/nowhere", 2)}{}`)
    await until(() => socket.heard().includes("HTTP/1.1 404"))
    socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await until(() => socket.heard().includes(`{"status":"ok"}`))
    expect(socket.heard().toLowerCase()).not.toContain("connection: close")
    socket.destroy()
  })

  it("that does not come in time is refused", async () => {
    const socket = await open()
    socket.write(head("/adressat/v1/resolve", 100) + "{")
    await new Promise((resolve) => socket.once("data", resolve))
    expect(socket.heard()).toContain("HTTP/1.1 408")
    socket.destroy()
  })

  it("that breaks off harms nobody", async () => {
    const socket = await open()
    socket.write(head("/adressat/v1/resolve", 100) + "{")
    await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    await until(() => socket.destroyed)
    expect((await fetch(`${served.url}/health`)).status).toBe(200)
  })
})

it("tells the sources when nobody waits any more", async () => {
  const isAsked = new Promise<void>((resolve) => (asked = resolve))
  const isAborted = new Promise<void>((resolve) => (aborted = resolve))
  const body = JSON.stringify({ channel: "Email", recipients: [{ nationalIdentityNumber: PERSON }] })
  const socket = await open()
  socket.write(head("/adressat/v1/resolve", Buffer.byteLength(body)) + body)
  await isAsked
  socket.destroy()
  await isAborted
})

describe("a stream", () => {
  it("is answered while it is still coming", async () => {
    const socket = await open()
    socket.write(head("/adressat/v1/resolve-many", "chunked", "application/x-ndjson") + chunk(`${order}\n`))
    await until(() => socket.heard().includes(`{"line":1`))
    socket.write(chunk(`${order}\n`))
    await until(() => socket.heard().includes(`{"line":2`))
    socket.write("0\r\n\r\n")
    await until(() => socket.heard().endsWith("0\r\n\r\n"))
    socket.destroy()
  })

  it("is not read while its answers are not, and ends when its reader is gone", async () => {
    const socket = await open()
    socket.pause()
    socket.write(head("/adressat/v1/resolve-many", "chunked", "application/x-ndjson"))
    const lines = chunk(`${order}\n`.repeat(500))
    let isFull = false
    for (let count = 0; count < 2000 && !isFull; count++) {
      isFull = !socket.write(lines)
      if (isFull) {
        // What is full now may be taken a little later, by the buffers between.
        for (let turn = 0; turn < 500 && isFull; turn++) {
          await new Promise((resolve) => setImmediate(resolve))
          isFull = socket.writableLength > 0
        }
      }
    }
    expect(isFull).toBe(true)
    socket.destroy()
    expect((await fetch(`${served.url}/ready`)).status).toBe(200)
  })
})

it("takes a target as a proxy writes it, and no body for HEAD", async () => {
  const socket = await open()
  socket.write("GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
  await until(() => socket.heard().includes(`{"status":"ok"}`))
  socket.write("HEAD /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
  await new Promise((resolve) => socket.once("close", resolve))
  expect(socket.heard().endsWith("\r\n\r\n")).toBe(true)
  expect(socket.heard()).not.toContain(`"openapi"`)
})
