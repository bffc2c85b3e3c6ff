/**
 * A memo is a function that remembers its last answers.
 *
 * Invariants: it gives what the function it is made of gives, which must depend on nothing but its argument; it holds at
 * most twice as many answers as its size, and forgets those that have not been asked for longest, half of them at a time.
 */

/** The function with a memory for the last `size` answers, at least. */
export const memo = <Key, Answer extends {}>(size: number, ask: (key: Key) => Answer): ((key: Key) => Answer) => {
  let recent = new Map<Key, Answer>()
  let older = new Map<Key, Answer>()
  return (key) => {
    const known = recent.get(key)
    if (known !== undefined) return known
    const answer = older.get(key) ?? ask(key)
    if (recent.size >= size) {
      older = recent
      recent = new Map()
    }
    recent.set(key, answer)
    return answer
  }
}
