/**
 * `@adressat/core`: decides, from an order, a snapshot of facts and a rule set, who is notified, where, and why or why not.
 *
 * Hosts without Effect need {@link createAdressat}, {@link decide} and {@link explain}.
 */
export { emailKey, isSaneEmailAddress, isValidEmailAddress, phoneKey } from "./Address.ts"
export {
  Bundle,
  bundleId,
  BundledDocument,
  BundleSignature,
  contentOf,
  makeBundle,
  parseBundle,
  parseBundleText,
  writeBundle
} from "./Bundle.ts"
export type { BundleContent, BundleOptions } from "./Bundle.ts"
export { followBundles } from "./BundleFeed.ts"
export { BundleError, readPrivateKey, readPublicKey, signBundle, verifyBundle } from "./BundleKey.ts"
export type { BundleKey } from "./BundleKey.ts"
export {
  bundleSlots,
  bundleVersions,
  promoteBundle,
  publishBundle,
  readBundles,
  rollBackBundle
} from "./BundleStore.ts"
export type {
  BundlePublication,
  BundlePublished,
  BundlesInForce,
  BundleSlot,
  BundlesOptions,
  InForce,
  RefusedBundle
} from "./BundleStore.ts"
export type { Candidate, Subject } from "./Candidate.ts"
export { enumerate } from "./Enumeration.ts"
export type { RecipientKind } from "./RecipientKind.ts"
export { certify } from "./Certificate.ts"
export type { BasisCertificate, Certificate, CertifyOptions, Difference } from "./Certificate.ts"
export { decide, decideByReference, decisionOf } from "./Conclusion.ts"
export type { Condition, Leaf, Operator } from "./Condition.ts"
export { Decision, parseDecision, parseDecisionText, partAbout } from "./Decision.ts"
export type {
  Contributor,
  DecisionReason,
  Delivery,
  LookupStatus,
  PersonKeys,
  RecipientOutcome,
  Tally,
  Withheld
} from "./Decision.ts"
export { decodeText, decodeValue, problemAt } from "./Document.ts"
export type { DocumentOptions } from "./Document.ts"
export { followDocuments } from "./DocumentFeed.ts"
export type { DocumentFeedOptions } from "./DocumentFeed.ts"
export { candidateAt, judge } from "./Judgement.ts"
export type { Judgement } from "./Judgement.ts"
export { withheldOf } from "./LeftOut.ts"
export { createAdressat } from "./embed.ts"
export { contextOfSources } from "./HostSources.ts"
export type { ContactLookup, HostRequest, HostSources } from "./HostSources.ts"
export type { Adressat, AdressatOptions, ResolvedOrder, ResolveManyOptions, ResolveOptions } from "./embed.ts"
export { audiences, explain, languages, textsOf } from "./Explanation.ts"
export type {
  Audience,
  ExplainedCandidate,
  ExplainedRepair,
  ExplainOptions,
  Explanation,
  Language
} from "./Explanation.ts"
export { builtInFacts, isFactValue, UNAVAILABLE } from "./Fact.ts"
export type { Actor, FactCatalogue, FactDefinition, FactLabel, Facts, FactValue } from "./Fact.ts"
export type { PackedFacts } from "./FactAccessors.ts"
export { batchAccess, planAccess, planContacts } from "./FactPlan.ts"
export type { AccessPair, AccessRequest, Completeness, ContactRequests } from "./FactPlan.ts"
export {
  inspectNationalIdentityNumber,
  inspectOrganizationNumber,
  isExternalIdentity,
  isNationalIdentityNumber,
  isOrganizationNumber
} from "./Identifier.ts"
export { Channel, Order, parseOrder, parseOrderText, Recipient, Stage } from "./Order.ts"
export type { ParsedOrder } from "./Order.ts"
export type { ContactRequest } from "./ports/ContactRequest.ts"
export { CustomContacts } from "./ports/CustomContacts.ts"
export { DocumentSignals } from "./ports/DocumentSignals.ts"
export { DocumentKey, DocumentKind, DocumentStore, StoredDocument } from "./ports/DocumentStore.ts"
export type { DocumentChange, DocumentSelection, Publication, Published } from "./ports/DocumentStore.ts"
export { ExternalIdentities } from "./ports/ExternalIdentities.ts"
export { OwnFacts } from "./ports/OwnFacts.ts"
export { Persons } from "./ports/Persons.ts"
export { ReadAccess } from "./ports/ReadAccess.ts"
export { SourceError } from "./ports/SourceError.ts"
export { StoreError } from "./ports/StoreError.ts"
export { StatutoryContacts } from "./ports/StatutoryContacts.ts"
export { jsonSchemas, toJsonSchema } from "./JsonSchema.ts"
export type { JsonSchemaDocument } from "./JsonSchema.ts"
export { parseJsonText } from "./JsonText.ts"
export type { JsonText, Position } from "./JsonText.ts"
export { ensureCountryCode, isValidPhoneNumber, phoneNumberE164, registeredPhoneNumberE164 } from "./PhoneNumber.ts"
export { describeFound, formatProblem, InvalidInputError, isShowable, jsonPath, nearestWord } from "./Problem.ts"
export type { Problem, ProblemCode } from "./Problem.ts"
export { builtInReasons } from "./Reason.ts"
export type { BuiltInReason, ReasonDefinition } from "./Reason.ts"
export { makePseudonyms } from "./Pseudonym.ts"
export type { PseudonymKind, Pseudonyms } from "./Pseudonym.ts"
export { redact } from "./Redaction.ts"
export {
  externalIdentityContactPoints,
  personContactPoints,
  statutoryContactPoints,
  unitContactPoints
} from "./RegisterAnswer.ts"
export type { CustomContactRegisterRow, Party, RegisteredUser } from "./RegisterAnswer.ts"
export { repairTrace } from "./Repair.ts"
export type { Repair, RepairChange } from "./Repair.ts"
export { gather, resolve } from "./Resolver.ts"
export type { GatherOptions, Sources } from "./Resolver.ts"
export {
  checkAction,
  isFutureApiResource,
  parseApp,
  resourceKind,
  sanitizeAction,
  sanitizeResource
} from "./Resource.ts"
export type { App, ResourceKind } from "./Resource.ts"
export { makeRuleEngine } from "./RuleEngine.ts"
export type { RuleEngine, SlowFact, SlowFacts } from "./RuleEngine.ts"
export { linkModule } from "./RuleModule.ts"
export type { RuleModule } from "./RuleModule.ts"
export { MODULE_MARK, writeModule } from "./RuleModuleSource.ts"
export { RuleOptions } from "./RuleOptions.ts"
export type { RuleOptionName } from "./RuleOptions.ts"
export type { Formula, GateNumbering, NumberedCondition, NumberOperator } from "./Numbering.ts"
export type { GateProgram, GateTracing } from "./GateProgram.ts"
export { compile } from "./RuleProgram.ts"
export type { RuleProgram } from "./RuleProgram.ts"
export {
  bases,
  Basis,
  canonicalJson,
  catalogueOf,
  fingerprint,
  parseRuleSet,
  parseRuleSetText,
  RuleSet,
  textFingerprint
} from "./RuleSet.ts"
export type { OwnFact } from "./OwnFact.ts"
export type { Rule } from "./RuleSet.ts"
export { shippedRuleSet, shippedRuleSetNames } from "./ShippedRules.ts"
export type { ShippedRuleSetName } from "./ShippedRules.ts"
export {
  accessKey,
  AccessDecision,
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  parseSnapshot,
  parseSnapshotText,
  PersonContact,
  PersonRegisterRow,
  AccessGrounds,
  ReadAccessAnswer,
  Snapshot,
  SourceName,
  StatutoryAddressRow,
  StatutoryContact,
  Timestamp,
  UserId
} from "./Snapshot.ts"
export type {
  CustomContactRegistrations,
  CustomContactRow,
  PersonContactPoint,
  StatutoryContactPoint,
  StatutoryRegisterEntry,
  UnavailableAnswer,
  UnavailableReason,
  UnitContactPoints,
  UserContactPoint
} from "./Snapshot.ts"
export { CONDITIONS_PER_WORD, truthAt } from "./Trace.ts"
export type { Trace } from "./Trace.ts"
export { FALSE, gateOutcome, TRUE, UNKNOWN } from "./Verdict.ts"
export type { Truth, Verdict } from "./Verdict.ts"
