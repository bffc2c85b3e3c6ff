import { readOrderEvent } from "@adressat/queue"
import * as Result from "effect/Result"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readOrderFile } from "../src/OrderFile.ts"
import type { OrderFile, OrderFileOptions } from "../src/OrderFile.ts"
import { folderOf } from "./RunCli.ts"

const order = (number: string, more: object = {}) => ({
  channel: "Email",
  recipients: [{ organizationNumber: number }],
  ...more
})
const [first, second] = [order("310000019"), order("310000027")]

const read = async (text: unknown, options: OrderFileOptions = { creator: "tax" }): Promise<OrderFile> => {
  await using folder = await folderOf({ "orders.json": text })
  const found = await readOrderFile(join(folder.path, "orders.json"), options)
  if (Result.isFailure(found)) throw new Error("the file cannot be read")
  return found.success
}

const numbersIn = ({ events }: OrderFile) =>
  events.map((event) => {
    const found = readOrderEvent(JSON.stringify(event))
    return found.outcome === "order" ? found.data.order.recipients[0]?.organizationNumber : found.outcome
  })

const placesIn = ({ problems }: OrderFile) =>
  problems.map(({ code, column, line, path }) => `${line}:${column} ${path} ${code}`)

describe("a file of orders", () => {
  const lines = `${JSON.stringify(first)}\r\n\n${JSON.stringify(second)}\n`

  it.each([
    ["one order", first, ["310000019"]],
    ["one order over many lines", JSON.stringify(first, null, 2), ["310000019"]],
    ["a list", JSON.stringify([first, second]), ["310000019", "310000027"]],
    ["a list over many lines", JSON.stringify([first, second], null, 2), ["310000019", "310000027"]],
    ["a list, one a line", `[\n${JSON.stringify(first)},\n${JSON.stringify(second)}\n]`, ["310000019", "310000027"]],
    ["one a line", lines, ["310000019", "310000027"]],
    ["one a line, with a byte order mark", `\ufeff${lines}`, ["310000019", "310000027"]]
  ])("is %s", async (_, text, numbers) => {
    const file = await read(text)
    expect(file.problems).toEqual([])
    expect(numbersIn(file)).toEqual(numbers)
  })

  it("tells line and column of everything wrong, and gives the rest", async () => {
    const file = await read(
      [
        JSON.stringify(first),
        "{ broken",
        JSON.stringify({ ...second, channel: "Fax" }),
        "",
        JSON.stringify({ specversion: "1.0", id: "1", source: "/s", type: "no.adressat.order", data: {} }),
        JSON.stringify(second)
      ].join("\n")
    )
    expect(placesIn(file)).toEqual(["2:3 $ broken-json", "3:2 $.channel wrong-value", "5:1 $.data.creator wrong-value"])
    expect(numbersIn(file)).toEqual(["310000019", "310000027"])
  })

  it("tells the place in a list", async () => {
    const file = await read(JSON.stringify([first, { channel: "Email" }], null, 2))
    expect(file.problems.map(({ line, path }) => `${line} ${path}`)).toEqual(["10 $.recipients"])
  })

  it("repeats no personal data in problems", async () => {
    const file = await read(JSON.stringify(order("x", { recipients: [{ nationalIdentityNumber: "1783841002a" }] })))
    expect(file.problems).not.toEqual([])
    expect(JSON.stringify(file.problems)).not.toContain("17838")
  })
})

describe("the event of an order", () => {
  it("is the same whenever the file is read, however it is written", async () => {
    const [once, again] = [await read(first), await read(JSON.stringify(first, null, 4))]
    expect(again.events).toEqual(once.events)
    expect(once.events[0]?.id).toMatch(/^[0-9a-f]{64}$/)
  })

  it("has the id of the order, and comes from its service owner", async () => {
    const { events } = await read(order("310000019", { id: "a-1", creator: "solvik" }))
    expect(events).toMatchObject([{ id: "a-1", source: "/solvik", data: { creator: "solvik" } }])
  })

  it("comes from where it is said", async () => {
    const { events } = await read(first, { creator: "tax", source: "urn:example:orders" })
    expect(events).toMatchObject([{ source: "urn:example:orders", data: { creator: "tax" } }])
  })

  it("is taken as it is when the file has it", async () => {
    const event = {
      specversion: "1.0",
      id: "7",
      source: "/skd",
      type: "no.adressat.order",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      data: { creator: "skd", order: first }
    }
    expect((await read(event, {})).events).toEqual([event])
  })

  it("needs somebody whose order it is", async () => {
    const { problems } = await read(first, {})
    expect(problems.map(({ message }) => message)).toEqual([
      "nobody is named whose order it is; add --creator <org>, or the member creator to the order"
    ])
  })

  it("is published once when orders are the same", async () => {
    const file = await read([first, second, first].map((one) => JSON.stringify(one)).join("\n"))
    expect(file.events).toHaveLength(2)
    expect(file.repeated).toBe(1)
  })

  it("is refused when another order has its id", async () => {
    const lines = [order("310000019", { id: "1" }), order("310000027", { id: "1" })].map((one) => JSON.stringify(one))
    const file = await read(lines.join("\n"))
    expect(file.problems.map(({ code, line, path }) => `${line} ${path} ${code}`)).toEqual([
      "2 $.id duplicate-identifier"
    ])
  })
})
