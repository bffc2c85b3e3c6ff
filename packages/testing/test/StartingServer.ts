/** Starts a Redis, writes to it, restarts it, tells its port, and waits to be killed. */
import { once } from "node:events"
import { connect } from "node:net"
import { startRedis } from "../src/servers/index.ts"

const server = await startRedis()
const socket = connect({ host: "127.0.0.1", port: server.port })
socket.write("SET kept yes\r\n")
await once(socket, "data")
socket.destroy()
await server.restart()
console.log(server.port)
setInterval(() => {}, 60_000)
