/**
 * The desk is what every handler works with besides the call: programs, options, and how ids are made.
 */
import type { GatherOptions, RuleProgram, StoreError } from "@adressat/core"
import type { SendingHours } from "@adressat/orders"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Answer, Call, Refusal } from "../Call.ts"
import type { Metrics } from "../Metrics.ts"
import type { OpenApiDocument } from "../OpenApiDocument.ts"
import type { Ports } from "../HostPorts.ts"
import type { Programs } from "../Programs.ts"
import type { ReadinessCheck } from "../Readiness.ts"

/** What handlers work with. */
export interface Desk {
  readonly programs: Programs
  /** The rules by which orders are placed and sent. */
  readonly orderProgram: RuleProgram
  readonly gather: GatherOptions
  readonly hours: SendingHours | undefined
  readonly newId: () => string
  /** The most orders of a stream that are in the works at the same time. */
  readonly concurrency: number
  /** The longest line of a stream, in bytes. */
  readonly lineLimit: number
  /** Where the front door is mounted, without a slash at its end; empty at the root. */
  readonly basePath: string
  /** The service owners that may report about anybody's messages. */
  readonly operators: ReadonlySet<string>
  readonly metrics: Metrics
  readonly gauges: (now: number) => Readonly<Record<string, number>>
  readonly openApi: OpenApiDocument
  readonly docs: { readonly html: string; readonly policy: string }
  /** Whether calls can be answered, by what that depends on. */
  readonly checks: (now: number) => Promise<ReadonlyArray<ReadinessCheck>>
  readonly isShuttingDown: () => boolean
  /** The ports, for streams that outlive the call. */
  readonly context: Context.Context<Ports>
}

/** What does an operation. */
export type Handler = (call: Call) => Effect.Effect<Answer, Refusal | StoreError, Ports>
