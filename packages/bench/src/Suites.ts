/** All suites, in the order in which they are reported. */
import { decisionSuite } from "./decision/DecisionSuite.ts"
import { httpSuite } from "./http/HttpSuite.ts"
import { ingestSuite } from "./ingest/IngestSuite.ts"
import { phoneSuite } from "./phone/PhoneSuite.ts"
import { policySuite } from "./policy/PolicySuite.ts"
import { populationSuite } from "./population/PopulationSuite.ts"
import { queueSuite } from "./queue/QueueSuite.ts"
import { resolutionSuite } from "./resolution/ResolutionSuite.ts"
import { rulesSuite } from "./rules/RulesSuite.ts"
import { scaleSuite } from "./scale/ScaleSuite.ts"
import type { Suite } from "./Suite.ts"
import { traceSuite } from "./trace/TraceSuite.ts"

/** All suites. */
export const suites: ReadonlyArray<Suite> = [
  decisionSuite,
  traceSuite,
  ingestSuite,
  rulesSuite,
  policySuite,
  phoneSuite,
  resolutionSuite,
  populationSuite,
  httpSuite,
  queueSuite,
  scaleSuite
]
