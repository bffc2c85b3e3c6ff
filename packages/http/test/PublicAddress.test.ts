import fc from "fast-check"
import { BlockList, isIP } from "node:net"
import { expect, it } from "vitest"
import { isPublicAddress } from "../src/PublicAddress.ts"

/** The special-purpose registries of IANA, as ranges: another way to say the same. */
const special = new BlockList()
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3]
] as const) {
  special.addSubnet(address, prefix, "ipv4")
}

it("knows the private addresses of the fourth version, and takes all others", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublicAddress(address)).toBe(!special.check(address, "ipv4"))
    }),
    { numRuns: 2000 }
  )
  for (const address of [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.1.1",
    "100.128.1.1"
  ]) {
    expect(isPublicAddress(address), address).toBe(true)
  }
})

it("knows an address of the fourth version in every form of the sixth", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom("::ffff:", "64:ff9b::"), (address, prefix) => {
      expect(isPublicAddress(prefix + address)).toBe(isPublicAddress(address))
    })
  )
  expect(isPublicAddress("2002:7f00:1::")).toBe(false)
  expect(isPublicAddress("2002:808:808::")).toBe(true)
})

it.each([
  "::",
  "::1",
  "::1.2.3.4",
  "fe80::1",
  "fe80::1%eth0",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "2001:db8::1",
  "2001::1",
  "3fff::1",
  "100::1"
])("knows that %s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

it("knows public addresses of the sixth version", () => {
  for (const address of ["2606:4700::1111", "2a00:1450:400f::200e", "2001:4860:4860::8888"]) {
    expect(isPublicAddress(address), address).toBe(true)
  }
})

it("has an answer for every IP address, and for nothing else", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV6(), fc.ipV4(), fc.domain(), fc.string()), (text) => {
      if (isIP(text) !== 0) expect(isPublicAddress(text)).toBeTypeOf("boolean")
      else expect(isPublicAddress(text)).toBeUndefined()
    }),
    { numRuns: 2000 }
  )
})
