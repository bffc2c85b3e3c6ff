/** A minimal Fastify server that decides the same. */
import { fastify } from "fastify"
import type { AddressInfo } from "node:net"
import { makePeerDesk } from "../PeerDesk.ts"
import { PATH, tellPort, trustedIssuer } from "./ServerChild.ts"

const { answer, callerOf } = makePeerDesk(trustedIssuer())
const app = fastify()
app.post(PATH, async ({ body, headers }, reply) => {
  const { status, value } = await answer(await callerOf(headers.authorization), body)
  return reply.code(status).send(value)
})
await app.listen({ host: "127.0.0.1", port: 0 })
tellPort((app.server.address() as AddressInfo).port)
