/**
 * A server of `node:http` that decides nothing: it has made the answer to each body beforehand and knows which one is meant
 * by the length of the body. What it reaches is what the client reaches.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { OWNER, SCOPE } from "../Credentials.ts"
import { batchOrder, singleOrder } from "../Facts.ts"
import { makePeerDesk } from "../PeerDesk.ts"
import { tellPort, trustedIssuer } from "./ServerChild.ts"

const { answer } = makePeerDesk(trustedIssuer())
const caller = { org: OWNER.org, scopes: new Set([SCOPE]), until: Number.POSITIVE_INFINITY }
const answers = new Map<string, Buffer>()
for (const body of [singleOrder(), batchOrder()]) {
  const { value } = await answer(caller, JSON.parse(body))
  answers.set(String(Buffer.byteLength(body)), Buffer.from(JSON.stringify(value)))
}
const server = createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    const body = answers.get(request.headers["content-length"] ?? "")
    response.writeHead(body === undefined ? 400 : 200, {
      "Content-Type": "application/json",
      "Content-Length": body?.length ?? 0
    })
    response.end(body)
  })
})
server.listen(0, "127.0.0.1", () => tellPort((server.address() as AddressInfo).port))
