/** An option that may stand several times, once for each value. */
import { Option } from "commander"

/** Makes such an option, which has no value by default. */
export const repeatedOption = (flags: string, description: string): Option =>
  new Option(flags, description)
    .argParser((value: string, before: ReadonlyArray<string>): ReadonlyArray<string> => [...before, value])
    .default([])
