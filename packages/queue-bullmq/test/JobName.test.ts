import { expect, it } from "vitest"
import { jobName, jobStart, queueName, startOfJob } from "../src/JobName.ts"

it("names a job by source and id, so that it can be found by the id", () => {
  const [one, other] = [jobName({ id: "7", source: "/a" }), jobName({ id: "7", source: "/b" })]
  expect(one).not.toBe(other)
  expect(one).toBe(jobName({ id: "7", source: "/a" }))
  expect([startOfJob(one), startOfJob(other)]).toEqual([jobStart("7"), jobStart("7")])
  // BullMQ takes no colons.
  expect(jobName({ id: "urn:altinn:7", source: "https://ttd.no/" })).toMatch(/^e\.[\w-]{22}\.[\w-]{22}$/)
})

it("knows jobs that others have named", () => {
  expect(["17", "e.x.y", "mine"].map(startOfJob)).toEqual([undefined, undefined, undefined])
})

it("gives different queues different names, whatever characters they have", () => {
  const names = ["a:b", "a%3Ab", "a%b", "æ 漢 {x}", "a.b", "a/b"].map(queueName)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).not.toContain(":")
})
