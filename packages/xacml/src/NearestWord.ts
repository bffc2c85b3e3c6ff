/** Did you mean: the word that somebody probably meant to write. */

/**
 * The nearest of `words` to `word` by edit distance, letter case aside, if near enough to be a likely slip: at most
 * `farthest` edits, by default a third of the word and at least two.
 */
export const nearestWord = (
  word: string,
  words: Iterable<string>,
  farthest: number = Math.max(2, Math.floor(word.length / 3))
): string | undefined => {
  if (word.length > 60) return undefined
  let nearest: string | undefined
  let least = farthest + 1
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

const editDistance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[b.length] ?? 0
}
