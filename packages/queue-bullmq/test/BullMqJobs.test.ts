import { expect, it } from "vitest"
import { jobName, mayBeOf, queueName } from "../src/BullMqJobs.ts"

it("names a job by source and id, so that it can be found by the id", () => {
  const [one, other, third] = [
    jobName({ id: "7", source: "/a" }),
    jobName({ id: "7", source: "/b" }),
    jobName({ id: "8", source: "/a" })
  ]
  expect(one).not.toBe(other)
  expect(one).toBe(jobName({ id: "7", source: "/a" }))
  expect([one, other, third].map(mayBeOf(["6", "7"]))).toEqual([true, true, false])
  // BullMQ takes no colons.
  expect(jobName({ id: "urn:altinn:7", source: "https://ttd.no/" })).toMatch(/^adressat\.[\w-]{22}\.[\w-]{22}$/)
})

it("looks into jobs that others have named", () => {
  expect(["17", "e.x.y", "mine"].map(mayBeOf(["7"]))).toEqual([true, true, true])
})

it("gives different queues different names, whatever characters they have", () => {
  const names = ["a:b", "a%3Ab", "a%b", "æ 漢 {x}", "a.b", "a/b"].map(queueName)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).not.toContain(":")
})
