/**
 * `@adressat/testing`: arbitraries, contract suites and an oracle, for us and for those who write adapters.
 */
export {
  anyEmailAddress,
  anyEmailField,
  anyExplicitEmailAddress,
  anyExplicitPhoneNumber,
  anyPhoneField,
  anyPhoneNumber
} from "./ArbitrariesAddress.ts"
export {
  anyExternalIdentity,
  anyNationalIdentityNumber,
  anyOrganizationNumber,
  cast,
  syntheticNationalIdentityNumbers,
  syntheticOrganizationNumbers
} from "./ArbitrariesIdentifier.ts"
export {
  anyChannel,
  anyCombinedRecipient,
  anyOrder,
  anyRecipient,
  anyResourceId,
  ordersWith
} from "./ArbitrariesOrder.ts"
export type { OrderConstraints } from "./ArbitrariesOrder.ts"
export {
  accessAnswer,
  anyCustomContactRow,
  anyServiceSelection,
  anySnapshotTime,
  anyStatutoryAddressRow,
  anyTouch,
  customRegistrations,
  identityContact,
  legacyServices,
  personPoint,
  personRow,
  statutoryEntry,
  statutoryPoint,
  unitPoints
} from "./ArbitrariesRegister.ts"
export {
  anyBasis,
  anyCondition,
  anyLeaf,
  anyOwnFacts,
  anyRuleOptions,
  anyRuleSet,
  anyVariedRuleSet,
  factsFor,
  sampleOwnFacts
} from "./ArbitrariesRuleSet.ts"
export { anySituation, situationsWith, snapshotFor } from "./ArbitrariesSnapshot.ts"
export type { Situation, SnapshotConstraints } from "./ArbitrariesSnapshot.ts"
export { anyHostileText, hostileTexts } from "./ArbitrariesText.ts"
export { predict } from "./Oracle.ts"
export type { PredictedDelivery, PredictedLookup, Prediction } from "./Oracle.ts"
export type { PredictedWithheld } from "./OracleAnswer.ts"
export { frozen } from "./Frozen.ts"
export { sourcesFrom } from "./SnapshotSources.ts"
export type { SnapshotSources } from "./SnapshotSources.ts"
export {
  customContactsCases,
  customContactsContract,
  externalIdentitiesCases,
  externalIdentitiesContract,
  personsCases,
  personsContract,
  statutoryContactsCases,
  statutoryContactsContract
} from "./ContactContracts.ts"
export { declareContract, FAILS, INTERRUPTED } from "./Contract.ts"
export type { AdapterUnderContract, ContractCase, SkippedCase } from "./Contract.ts"
export { documentFeedCases, documentFeedContract, DOCUMENTS_HINTED } from "./DocumentFeedContract.ts"
export { documentStoreCases, documentStoreContract } from "./DocumentStoreContract.ts"
export { inboxCases, inboxContract } from "./InboxContract.ts"
export type { InboxPorts } from "./InboxContract.ts"
export { orderStoreCases, orderStoreContract } from "./OrderStoreContract.ts"
export type { OrderPorts } from "./OrderQuestions.ts"
export { ownFactsCases, ownFactsContract } from "./OwnFactsContract.ts"
export { QUEUE_CUT, QUEUE_MANY, QUEUE_REFUSED, QUEUE_RESTARTED, QUEUE_UNREACHABLE } from "./QueueBrokerCases.ts"
export { queueCases, queueContract } from "./QueueContract.ts"
export { QUEUE_FOREIGN } from "./QueueFailureCases.ts"
export type { QueueUnderContract } from "./QueueTrial.ts"
export { personalDataCases, personalDataContract } from "./PersonalDataContract.ts"
export type { PersonalDataPorts, PersonalStoreUnderContract } from "./PersonalDataContract.ts"
export {
  ASKED_ACTION,
  ASKED_RESOURCE,
  contractResources,
  readAccessCases,
  readAccessContract
} from "./ReadAccessContract.ts"
export type { ContractGrant } from "./ReadAccessContract.ts"
export {
  sampleDecision,
  samplePolicy,
  sampleQuestionGroups,
  sampleQuestions,
  sampleRequest,
  sampleSubjectAttributes,
  sampleSubjects,
  sampleWords
} from "./SamplePolicies.ts"
export type { SamplePolicy, SampleQuestion, SampleRule, SampleSubject, SampleTerm } from "./SamplePolicies.ts"
export {
  SAMPLE_TIME,
  sampleChain,
  sampleChange,
  sampleCompletion,
  sampleDecisions,
  sampleKeyedChain,
  sampleNotification,
  sampleShipment
} from "./SampleShipments.ts"
export { sampleRun, shadowLogCases, shadowLogContract } from "./ShadowLogContract.ts"
export type { SampleShipment } from "./SampleShipments.ts"
export { RIVALS, STORE_FAILS, STORE_INTERRUPTED } from "./StoreContract.ts"
export type { StoreUnderContract } from "./StoreContract.ts"
