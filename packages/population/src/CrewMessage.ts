/** What the caller and a thread of a crew say to each other. */
import type { CrewControl } from "./CrewControl.ts"
import type { CompiledModule, PlatformMemory } from "./Platform.ts"

/** What a thread is told. */
export type CrewTask =
  | { readonly type: "start"; readonly control: CrewControl; readonly thread: number }
  | {
      readonly type: "population"
      readonly population: number
      readonly memory: PlatformMemory | undefined
      /** Without a module the thread interprets. */
      readonly module?: CompiledModule
    }
  | { readonly type: "forget"; readonly population: number }
  /** Wait for jobs until called away. */
  | { readonly type: "work" }

/** What a thread answers. */
export type CrewReply =
  | { readonly type: "done"; readonly task: CrewTask["type"] }
  | { readonly type: "failed"; readonly because: string }
