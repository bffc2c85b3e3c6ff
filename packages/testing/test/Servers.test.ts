import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, it } from "vitest"
import {
  cuttableProxy,
  describeWithService,
  freePort,
  serviceAt,
  serviceOfProgram,
  startNats,
  startPostgres,
  startRabbitMq,
  startRedis
} from "../src/servers/index.ts"
import type { CuttableProxy } from "../src/servers/index.ts"

/** What a server answers to a text. */
const ask = async (port: number, text: string): Promise<string> => {
  const socket = connect({ host: "127.0.0.1", port })
  socket.write(text)
  try {
    const [data] = (await once(socket, "data")) as [Buffer]
    return data.toString("latin1")
  } finally {
    socket.destroy()
  }
}

describe("a service", () => {
  it("is there where somebody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const url = `redis://someone:secret@127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await serviceAt({ name: "Redis", url, variable: "ADRESSAT_NOT_SET" })).toEqual({ url })
    server.close()
  })

  it("is absent with a reason that names the address and the variable, and no credentials", async () => {
    const port = await freePort()
    const url = `redis://someone:secret@127.0.0.1:${port}`
    const { absence } = await serviceAt({ name: "Redis", url, variable: "ADRESSAT_NOT_SET" })
    expect(absence).toBe(`Redis is not at 127.0.0.1:${port} (set ADRESSAT_NOT_SET to one that is)`)
  })

  it("that is a program is absent where that is not installed", () => {
    expect(serviceOfProgram("sh").absence).toBeUndefined()
    expect(serviceOfProgram("adressat-no-such-program").absence).toContain("is not installed")
  })
})

const servers = [
  ["redis-server", startRedis, (port: number) => ask(port, "PING\r\n"), "+PONG"],
  ["nats-server", startNats, (port: number) => ask(port, "PING\r\n"), "INFO"],
  ["rabbitmq-server", startRabbitMq, (port: number) => ask(port, "AMQP\0\0\x09\x01"), "\x01"],
  ["initdb", startPostgres, (port: number) => ask(port, "\0\0\0\x08\0\0\0\0"), "E"]
] as const

for (const [program, start, greet, answer] of servers) {
  describeWithService(serviceOfProgram(program), `a server of ${program}`, () => {
    it("is killed, comes back on its port, and leaves nothing behind", async () => {
      const server = await start()
      try {
        expect(await greet(server.port)).toContain(answer)
        await server.kill()
        await expect(greet(server.port)).rejects.toThrow(/ECONNREFUSED/)
        await server.start()
        expect(await greet(server.port)).toContain(answer)
        await server.restart()
        expect(await greet(server.port)).toContain(answer)
      } finally {
        await server.stop()
      }
      await expect(greet(server.port)).rejects.toThrow(/ECONNREFUSED/)
      const left = globSync(join(tmpdir(), "adressat-server-*"))
      expect(left.filter((folder) => isOf(folder, server.port))).toEqual([])
    }, 180_000)
  })
}

const isOf = (folder: string, port: number): boolean =>
  spawnSync("grep", ["-rqs", String(port), join(folder, "server.log")]).status === 0

describeWithService(serviceOfProgram("redis-server"), "a server of a process that is killed", () => {
  it("keeps its data over its own end, and does not outlive that process", async () => {
    const program = fileURLToPath(new URL("./StartingServer.ts", import.meta.url))
    const child = spawn(process.execPath, ["--conditions=@adressat/source", program], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const [text] = (await once(child.stdout, "data")) as [Buffer]
    const port = Number(text.toString())
    const folders = globSync(join(tmpdir(), "adressat-server-*")).filter((folder) => isOf(folder, port))
    expect(folders).toHaveLength(1)
    expect(await ask(port, "GET kept\r\n")).toContain("yes")
    child.kill("SIGKILL")
    const deadline = Date.now() + 10_000
    const isUp = () =>
      ask(port, "PING\r\n").then(
        () => true,
        () => false
      )
    const isLeft = async () => folders.some((folder) => existsSync(folder)) || (await isUp())
    while (Date.now() < deadline && (await isLeft())) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await isLeft()).toBe(false)
  }, 60_000)
})

describe("a cuttable proxy", () => {
  const open: Array<CuttableProxy> = []
  afterEach(() => Promise.all(open.splice(0).map((proxy) => proxy.close())))

  const proxied = async () => {
    const echo = createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1")
    await once(echo, "listening")
    const proxy = await cuttableProxy(`redis://127.0.0.1:${(echo.address() as AddressInfo).port}`)
    open.push(proxy)
    return { proxy, echo }
  }

  it("passes on, cuts, refuses and accepts", async () => {
    const { echo, proxy } = await proxied()
    expect(proxy.url).toBe(`redis://127.0.0.1:${proxy.port}`)
    expect(await ask(proxy.port, "hello")).toBe("hello")
    const socket = connect({ host: "127.0.0.1", port: proxy.port })
    socket.write("x")
    await once(socket, "data")
    proxy.cut()
    await once(socket, "close")
    expect(await ask(proxy.port, "again")).toBe("again")
    await proxy.refuse()
    await expect(ask(proxy.port, "no")).rejects.toThrow(/ECONNREFUSED/)
    await proxy.accept()
    expect(await ask(proxy.port, "yes")).toBe("yes")
    echo.close()
  })

  it("stalls without a word, and loses nothing by it", async () => {
    const { echo, proxy } = await proxied()
    const socket = connect({ host: "127.0.0.1", port: proxy.port })
    socket.write("x")
    await once(socket, "data")
    proxy.stall()
    let said = ""
    socket.on("data", (data: Buffer) => (said += data.toString()))
    socket.write("y")
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(said).toBe("")
    proxy.resume()
    await once(socket, "data")
    expect(said).toBe("y")
    socket.destroy()
    echo.close()
  })
})
