/** All suites, in the order in which they are reported. */
import { decisionSuite } from "./decision/DecisionSuite.ts"
import { policySuite } from "./policy/PolicySuite.ts"
import { phoneSuite } from "./phone/PhoneSuite.ts"
import type { Suite } from "./Suite.ts"

/** All suites. */
export const suites: ReadonlyArray<Suite> = [decisionSuite, policySuite, phoneSuite]
