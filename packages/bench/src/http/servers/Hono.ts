/** A minimal Hono server that decides the same. */
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { makePeerDesk } from "../PeerDesk.ts"
import { PATH, tellPort, trustedIssuer } from "./ServerChild.ts"

const { answer, callerOf } = makePeerDesk(trustedIssuer())
const app = new Hono()
app.post(PATH, async (context) => {
  const caller = await callerOf(context.req.header("authorization"))
  const { status, value } = await answer(caller, await context.req.json())
  return context.json(value as object, status)
})
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => tellPort(port))
