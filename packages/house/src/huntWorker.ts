/** A thread of the hunt for differences: hunts its chunks one after the other and reports each. */
import { parentPort, workerData } from "node:worker_threads"
import { huntChunk } from "./DifferenceHunt.ts"
import type { HuntWorkerData } from "./HuntRun.ts"

const { chunks, seed } = workerData as HuntWorkerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
for (const chunk of chunks) parentPort?.postMessage(await huntChunk(seed, chunk))
