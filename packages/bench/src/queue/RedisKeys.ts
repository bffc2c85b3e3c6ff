/** The keys in Redis of a place: found by what they begin with, and removed. */
import type { Redis } from "ioredis"

/** Removes the keys that match a pattern. */
export const removeKeys = async (client: Redis, pattern: string): Promise<void> => {
  let cursor = "0"
  do {
    const [next, keys] = (await client.call("SCAN", cursor, "MATCH", pattern, "COUNT", "1000")) as [
      string,
      Array<string>
    ]
    if (keys.length > 0) await client.call("UNLINK", ...keys)
    cursor = next
  } while (cursor !== "0")
}
