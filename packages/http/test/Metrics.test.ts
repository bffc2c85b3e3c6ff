import { expect, it } from "vitest"
import { makeMetrics } from "../src/Metrics.ts"

it("writes counters, histograms and gauges as Prometheus reads them", () => {
  const metrics = makeMetrics()
  for (const seconds of [0.0005, 0.02, 20]) {
    metrics.begun()
    metrics.ended("resolve", 200, seconds)
  }
  metrics.begun()
  metrics.count("adressat_orders_due_total", 3)
  const text = metrics.format({ adressat_remembered_tokens: 2 })
  const lines = text.trimEnd().split("\n")
  expect(text.endsWith("\n")).toBe(true)
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/)
  for (const line of [
    'adressat_http_requests_total{operation="resolve",status="200"} 3',
    'adressat_http_request_seconds_bucket{operation="resolve",le="0.001"} 1',
    'adressat_http_request_seconds_bucket{operation="resolve",le="0.025"} 2',
    'adressat_http_request_seconds_bucket{operation="resolve",le="10"} 2',
    'adressat_http_request_seconds_bucket{operation="resolve",le="+Inf"} 3',
    'adressat_http_request_seconds_sum{operation="resolve"} 20.0205',
    'adressat_http_request_seconds_count{operation="resolve"} 3',
    "adressat_orders_due_total 3",
    "adressat_rate_limited_total 0",
    "adressat_http_requests_in_flight 1",
    "adressat_remembered_tokens 2"
  ]) {
    expect(lines).toContain(line)
  }
})
