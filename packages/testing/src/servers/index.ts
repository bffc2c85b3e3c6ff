/**
 * `@adressat/testing/servers`: servers for tests, those of others and those of a test's own. For Node.js alone.
 */
export { cuttableProxy } from "./CuttableProxy.ts"
export type { CuttableProxy } from "./CuttableProxy.ts"
export { startNats, startPostgres, startRabbitMq, startRedis } from "./PrivateServers.ts"
export { describeWithService, serviceAt, serviceOfProgram, services } from "./Service.ts"
export type { Service, ServicePlace } from "./Service.ts"
export { freePort } from "./ServerProcess.ts"
export type { ServerProcess } from "./ServerProcess.ts"
