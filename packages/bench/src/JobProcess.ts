/** The process that `startJob` starts: does one job, sends what came of it, and ends. */
import { doJob } from "./Job.ts"
import type { Job } from "./Job.ts"
import { sinkOf } from "./Measurement.ts"
import { suites } from "./Suites.ts"

const outcome = await doJob(JSON.parse(process.argv[2] ?? "") as Job, suites)
process.send?.({ ...outcome, sink: sinkOf() }, () => process.exit(0))
