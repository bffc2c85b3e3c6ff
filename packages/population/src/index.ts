/**
 * `@adressat/population`: candidate facts as bit columns; evaluates rule sets over millions of candidates.
 */
export { comparePrograms, compareProgramsSync } from "./Comparison.ts"
export type { BasisComparison, ComparisonOptions, Outcome, PopulationComparison, Transitions } from "./Comparison.ts"
export { startCrew } from "./Crew.ts"
export type { Crew, CrewOptions } from "./Crew.ts"
export { evaluatePopulation, evaluatePopulationSync } from "./Evaluation.ts"
export type { BasisCounts, CountOptions, GateCounts, OutcomeCounts, PopulationCounts } from "./Evaluation.ts"
export type { Execution, ExecutionOptions, Progress } from "./Execution.ts"
export { javascriptKernel, loadKernel } from "./Kernel.ts"
export type { Engine, Kernel, KernelOptions } from "./Kernel.ts"
export { candidateAt, sizeOf } from "./Population.ts"
export type { Population, PopulationSize, Segment } from "./Population.ts"
export { populationBuilder, populationFromCandidates, populationFromSnapshot } from "./PopulationBuilder.ts"
export type { PopulationBuilder, PopulationOptions } from "./PopulationBuilder.ts"
