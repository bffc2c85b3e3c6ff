/**
 * Normalising one phone number: the library that everyone uses, and ours in front of it.
 */
import type { Suite, Table } from "../Suite.ts"
import { COLD, mixed, norwegian, WARM } from "./PhoneNumbers.ts"

const table = (name: string, title: string, numbers: () => ReadonlyArray<string>): Table => ({
  name,
  title,
  item: "number",
  reference: "max",
  describe: (item) => numbers()[item],
  rows: [
    {
      name: "max",
      label: "libphonenumber-js/max",
      by: "hand",
      packages: ["libphonenumber-js"],
      load: async () => (await import("./Normalisers.ts")).withAllMetadata(numbers())
    },
    {
      name: "mobile",
      label: "libphonenumber-js/mobile, which knows no fixed lines",
      by: "peer",
      packages: ["libphonenumber-js"],
      load: async () => (await import("./Normalisers.ts")).withMobileMetadata(numbers())
    },
    {
      name: "ours",
      label: "Adressat",
      by: "ours",
      short: name !== "warm",
      load: async () => (await import("./Normalisers.ts")).ours(numbers())
    }
  ]
})

/** The suite. */
export const phoneSuite: Suite = {
  name: "phone",
  title: "Phone numbers",
  tables: [
    table("norwegian", "Norwegian mobile numbers, in any spelling", () => norwegian(WARM)),
    table("cold", "A mix with 4 % foreign numbers, each of them new", () => mixed(COLD)),
    table("warm", "The same mix, numbers seen before", () => mixed(WARM))
  ],
  figures: [],
  goals: [
    {
      text: "Norwegian mobile numbers / libphonenumber-js/max",
      quantity: { speed: "norwegian/ours", against: "norwegian/max" },
      bound: { atLeast: 100, guard: 70 }
    },
    {
      text: "the mix, foreign numbers new / libphonenumber-js/max",
      quantity: { speed: "cold/ours", against: "cold/max" },
      bound: { atLeast: 8, guard: 6 }
    }
  ]
}
