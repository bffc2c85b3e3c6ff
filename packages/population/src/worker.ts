/**
 * What a thread of a crew runs: it is told about populations by messages, and about jobs by the control.
 *
 * It is an entry of its own, `@adressat/population/worker`, for hosts that start the threads themselves.
 */
import { workUntilCalled } from "./CrewControl.ts"
import type { CrewControl } from "./CrewControl.ts"
import type { CrewReply, CrewTask } from "./CrewMessage.ts"
import { interpreter } from "./Interpreter.ts"
import type { RunOperations } from "./Operation.ts"
import { nodeThreads, platform } from "./Platform.ts"

const parent = nodeThreads()?.parentPort ?? undefined
const reply = (message: CrewReply): void => (parent ?? platform).postMessage?.(message)

let control: CrewControl | undefined
let thread = 0
const runs = new Map<number, RunOperations>()

const runOn = ({ memory, module }: CrewTask & { readonly type: "population" }): RunOperations => {
  if (memory === undefined) throw new Error("a population comes without its memory")
  if (module === undefined || platform.WebAssembly === undefined) {
    let words = new Int32Array(memory.buffer)
    return interpreter(() => {
      if (words.buffer !== memory.buffer) words = new Int32Array(memory.buffer)
      return words
    })
  }
  return new platform.WebAssembly.Instance(module, { population: { memory } }).exports["run"] as RunOperations
}

const listen = (task: CrewTask): void => {
  try {
    switch (task.type) {
      case "start":
        control = task.control
        thread = task.thread
        break
      case "population":
        runs.set(task.population, runOn(task))
        break
      case "forget":
        runs.delete(task.population)
        break
      case "work":
        if (control !== undefined) workUntilCalled(control, thread, (population) => runs.get(population))
        break
    }
    reply({ type: "done", task: task.type })
  } catch (error) {
    reply({ type: "failed", because: error instanceof Error ? error.message : String(error) })
  }
}

if (parent === undefined) platform.addEventListener?.("message", ({ data }) => listen(data as CrewTask))
else parent.on("message", (message) => listen(message as CrewTask))
