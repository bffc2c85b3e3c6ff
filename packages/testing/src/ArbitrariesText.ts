/**
 * Texts that try to break what reads them: invisible characters, other directions, other digits, halves of characters,
 * names that objects inherit, and words of markup.
 */
import fc from "fast-check"

/** Texts that have broken parsers, comparisons or terminals before. */
export const hostileTexts: ReadonlyArray<string> = [
  "",
  " ",
  "\u0000",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "kari\u200b@example.com",
  "\u202eoi.elpmaxe@irak",
  "\u2066post@example.com\u2069",
  "+47\u0664\u0660\u0660\u0660\u0660\u0660\u0660\u0661",
  "\uff14\uff10\uff10\uff10\uff10\uff10\uff10\uff11",
  "\ud800",
  "\udc00\ud800",
  "I\u0130\u0131i",
  "\u00df\u1e9e",
  "\ufeffx",
  "\u0085",
  "e\u0301\u00e9",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "$&$1$`",
  "{{subject}}",
  "<script>alert(1)</script>",
  "'; drop table recipients; --",
  "\u001b[31mred\u001b[0m",
  "x".repeat(1000)
]

/** Text to which nothing should happen: one of {@link hostileTexts}, or any UTF-16 units, whole characters or not. */
export const anyHostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join(""))
)
