/**
 * `@adressat/http`: the front door. One web-standard handler for decisions, policies and the notification orders of service
 * owners, described in OpenAPI.
 */
export { developmentIssuer } from "./DevelopmentIssuer.ts"
export type { DevelopmentIssuer, DevelopmentToken } from "./DevelopmentIssuer.ts"
export { conditionCalls } from "./ConditionCalls.ts"
export type { ConditionCallOptions } from "./ConditionCalls.ts"
export { makeHandler } from "./FrontDoor.ts"
export type { FrontDoor } from "./FrontDoor.ts"
export type { HandlerOptions, Limits } from "./HandlerOptions.ts"
export type { HostCall, HostSources, PortOptions, Ports, Stores } from "./HostPorts.ts"
export type { KeySetOptions } from "./KeySet.ts"
export { makeOpenApi } from "./OpenApiDocument.ts"
export type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from "./OpenApiDocument.ts"
export { TextCheck } from "./ports/TextCheck.ts"
export type { OrderText, TextFinding } from "./ports/TextCheck.ts"
export type { RateLimitOptions } from "./RateLimit.ts"
export { scopes } from "./contract/Scope.ts"
export type { Scope } from "./contract/Scope.ts"
export { fetchServiceOwners, makeServiceOwnerList, readServiceOwners } from "./ServiceOwners.ts"
export type { ServiceOwner, ServiceOwnerList, ServiceOwnerOptions, ServiceOwners } from "./ServiceOwners.ts"
export { makeVerifier } from "./Verifier.ts"
export type { Issuer, Verifier, VerifierOptions } from "./Verifier.ts"
