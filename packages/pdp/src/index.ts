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
