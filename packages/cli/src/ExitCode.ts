/**
 * Exit codes of `adressat`. They are part of its interface: scripts may rely on them.
 */

/** What the process ends with. */
export const ExitCode = {
  /** The command did what it was asked to. */
  ok: 0,
  /** A vector failed, or something went wrong that is not the input's fault. */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
  /** An input was refused: the order, the world, or the rule set. Nothing was decided. */
  refused: 3
} as const
