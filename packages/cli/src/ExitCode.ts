/**
 * Exit codes of `adressat`. They are part of its interface: scripts may rely on them.
 */

/** What the process ends with. */
export const ExitCode = {
  /** The command did what it was asked to. */
  ok: 0,
  /**
   * A vector or a conformance test failed, a policy has errors, a module is not up to date, somebody else published a
   * bundle first, or something went wrong that is not the input's fault.
   */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
  /** An input was refused: the order, the world, the rule set, or a policy. What was not refused is still reviewed. */
  refused: 3
} as const
