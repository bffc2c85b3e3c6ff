/** How long the long run lasts: the command line hands it on to the process that measures. */

/** The variable that it is handed on in. */
export const MINUTES_VARIABLE = "ADRESSAT_BENCH_MINUTES"

/** The minutes; default 1. */
export const minutes = (): number => Number(process.env[MINUTES_VARIABLE] ?? "1")
