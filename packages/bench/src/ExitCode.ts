/** Exit codes of `bench`; scripts may rely on them. */

/** What the process ends with. */
export const ExitCode = {
  /** Everything asked for was measured. */
  ok: 0,
  /** Implementations disagree, or a process failed; no figure counts. */
  failure: 1,
  /** The command line was not understood. */
  usage: 3,
  /** With `--check`: a ratio breaks its guard. */
  guard: 4
} as const
