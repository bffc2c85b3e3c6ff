import fc from "fast-check"
import { expect, it } from "vitest"
import { memo } from "../src/Memo.ts"

const counted = (size: number) => {
  const asked: Array<number> = []
  const answer = memo(size, (key: number) => {
    asked.push(key)
    return key % 3 === 0 ? false : `answer ${key}`
  })
  return { answer, asked }
}

it("gives what the function gives, and asks it no more often than it is asked itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(30)), (size, keys) => {
      const { answer, asked } = counted(size)
      for (const key of keys) expect(answer(key)).toBe(key % 3 === 0 ? false : `answer ${key}`)
      expect(asked.length).toBeLessThanOrEqual(keys.length)
      expect(new Set(asked)).toEqual(new Set(keys))
    })
  )
})
it("remembers the last answers, as many as its size, and no more than twice as many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(30)), (size, keys) => {
      const { answer, asked } = counted(size)
      for (const key of keys) answer(key)
      const latest = [...new Set(keys.toReversed())].slice(0, size)
      const before = asked.length
      for (const key of latest) answer(key)
      expect(asked).toHaveLength(before)
    })
  )
  for (const size of [1, 2, 10]) {
    const { answer, asked } = counted(size)
    const keys = Array.from({ length: 5 * size }, (_, index) => index)
    for (const key of keys) answer(key)
    for (const key of keys.slice(0, -2 * size)) answer(key)
    expect(asked).toHaveLength(8 * size)
  }
})
