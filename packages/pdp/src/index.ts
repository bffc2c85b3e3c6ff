/**
 * `@adressat/pdp`: read access from a policy decision point, embedded or remote.
 */
export {
  altinnDecisionRequest,
  BATCH_SIZE,
  decisionBatches,
  decisionRequestText,
  resourceCategory
} from "./DecisionBatch.ts"
export type { AltinnAttribute, AltinnCategory, AppTask, DecisionProfile, DecisionQuestion } from "./DecisionBatch.ts"
export { matchAnswers } from "./DecisionAnswer.ts"
export type { DecisionAnswer } from "./DecisionAnswer.ts"
export { layerRemote } from "./Remote.ts"
export type { RemoteIncident, RemoteOptions } from "./Remote.ts"
export { ContextError } from "./ContextError.ts"
export { makeContextHandler } from "./ContextHandler.ts"
export type {
  AnswerOptions,
  ContextDecision,
  ContextHandler,
  ContextHandlerOptions,
  DecisionEndpoint
} from "./ContextHandler.ts"
export type { InquiredDecision, Inquirer, SubjectMemory } from "./DecisionInquiry.ts"
export { hostReadAccess } from "./HostReadAccess.ts"
export { individualRequests } from "./IndividualRequest.ts"
export type { Inquiry, SourceAnswers, SourceQuestion } from "./Inquiry.ts"
export { PlatformAttribute } from "./PlatformAttribute.ts"
export { policyIdOf } from "./ResourceEnrichment.ts"
export { layerEmbedded } from "./Embedded.ts"
export type { EmbeddedOptions } from "./Embedded.ts"
export type { CompiledPolicy, EngineOptions, PolicyCompiler } from "./PolicyCompiler.ts"
export { PolicyStore } from "./PolicyStore.ts"
export type { PolicyDocument, StoredPolicy } from "./PolicyStore.ts"
export type { RoleAssignment, RoleData } from "./RoleData.ts"
export { RoleSource } from "./RoleSource.ts"
export type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "./RoleQuestion.ts"
export type { SourceLookup } from "./SourceLookup.ts"
export type { PdpFeatures } from "./SubjectEnrichment.ts"
