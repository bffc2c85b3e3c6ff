import { describe, expect, it } from "vitest"
import { classifySqliteError, SqlError } from "../src/Sql.ts"
import { storeErrorOf } from "../src/SqlFailure.ts"

describe("what SQLite fails with", () => {
  // Primary result codes of https://www.sqlite.org/rescode.html, and an extended one of each kind.
  it.each([
    [1, "Malformed"],
    [3, "Rejected"],
    [5, "Unavailable"],
    [517, "Unavailable"],
    [6, "Unavailable"],
    [8, "Rejected"],
    [10, "Unavailable"],
    [778, "Unavailable"],
    [11, "Malformed"],
    [13, "Unavailable"],
    [14, "Unavailable"],
    [18, "Rejected"],
    [19, "Rejected"],
    [1555, "Rejected"],
    [2067, "Rejected"],
    [787, "Rejected"],
    [20, "Rejected"],
    [23, "Rejected"],
    [26, "Malformed"]
  ])("is told as a store does: %d is %s", (errcode, reason) => {
    const cause = Object.assign(new Error("a secret value"), { errcode, errno: errcode })
    const error = storeErrorOf(new SqlError({ reason: classifySqliteError(cause, { message: "a secret value" }) }))
    expect(error.reason).toBe(reason)
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain("secret")
  })
})
