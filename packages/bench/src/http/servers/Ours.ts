/** The front door of `@adressat/http` over stores in memory, without a limit of calls and without a scheduler. */
import { serve } from "@adressat/http/node"
import { OWNER } from "../Credentials.ts"
import { AT, makeFacts } from "../Facts.ts"
import { tellPort, trustedIssuer } from "./ServerChild.ts"

const { port } = await serve({
  host: "127.0.0.1",
  port: 0,
  signals: [],
  issuers: [trustedIssuer()],
  serviceOwners: { list: { orgs: { [OWNER.org]: { name: { en: "A test owner" }, orgnr: OWNER.organizationNumber } } } },
  sources: makeFacts(),
  gather: { now: () => AT },
  dispatch: "pretend",
  rateLimit: "none",
  isScheduler: false
})
tellPort(port)
