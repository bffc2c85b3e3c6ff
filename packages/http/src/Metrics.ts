/**
 * Metrics count what the front door does, as Prometheus reads it. Labels are names of operations, statuses and service
 * owners' problems by kind; no person, order or address is ever in one.
 */

/** What was measured. */
export interface Metrics {
  readonly begun: () => void
  /** A call ended: of which operation, with which status, after how many seconds. */
  readonly ended: (operation: string, status: number, seconds: number) => void
  readonly count: (name: CounterName, by?: number) => void
  /** The text that Prometheus reads; gauges are given as they are now. */
  readonly format: (gauges: Readonly<Record<string, number>>) => string
}

const counters = {
  adressat_rate_limited_total: "Calls that were refused since there were too many",
  adressat_orders_due_total: "Steps taken with orders that were due",
  adressat_scheduler_failures_total: "Times that orders could not be taken up, since the store did not answer"
} as const

type CounterName = keyof typeof counters

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Histogram {
  readonly buckets: Array<number>
  sum: number
  count: number
}

/** Makes metrics that have counted nothing. */
export const makeMetrics = (): Metrics => {
  const answers = new Map<string, Map<number, number>>()
  const durations = new Map<string, Histogram>()
  const counted = new Map<CounterName, number>()
  let inFlight = 0
  return {
    begun: () => {
      inFlight += 1
    },
    ended: (operation, status, seconds) => {
      inFlight -= 1
      let byStatus = answers.get(operation)
      if (byStatus === undefined) answers.set(operation, (byStatus = new Map<number, number>()))
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
      let histogram = durations.get(operation)
      if (histogram === undefined) {
        durations.set(operation, (histogram = { buckets: bounds.map(() => 0), sum: 0, count: 0 }))
      }
      const place = bounds.findIndex((bound) => seconds <= bound)
      if (place >= 0) histogram.buckets[place] = (histogram.buckets[place] ?? 0) + 1
      histogram.sum += seconds
      histogram.count += 1
    },
    count: (name, by = 1) => {
      counted.set(name, (counted.get(name) ?? 0) + by)
    },
    format: (gauges) => {
      const lines: Array<string> = []
      lines.push(
        "# HELP adressat_http_requests_total Calls by operation and status",
        "# TYPE adressat_http_requests_total counter"
      )
      for (const [operation, byStatus] of answers) {
        for (const [status, count] of byStatus) {
          lines.push(`adressat_http_requests_total{operation="${operation}",status="${status}"} ${count}`)
        }
      }
      lines.push(
        "# HELP adressat_http_request_seconds How long calls took",
        "# TYPE adressat_http_request_seconds histogram"
      )
      for (const [operation, { buckets, count, sum }] of durations) {
        let below = 0
        for (const [place, bound] of bounds.entries()) {
          below += buckets[place] ?? 0
          lines.push(`adressat_http_request_seconds_bucket{operation="${operation}",le="${bound}"} ${below}`)
        }
        lines.push(
          `adressat_http_request_seconds_bucket{operation="${operation}",le="+Inf"} ${count}`,
          `adressat_http_request_seconds_sum{operation="${operation}"} ${sum}`,
          `adressat_http_request_seconds_count{operation="${operation}"} ${count}`
        )
      }
      for (const [name, help] of Object.entries(counters)) {
        lines.push(
          `# HELP ${name} ${help}`,
          `# TYPE ${name} counter`,
          `${name} ${counted.get(name as CounterName) ?? 0}`
        )
      }
      for (const [name, value] of Object.entries({ adressat_http_requests_in_flight: inFlight, ...gauges })) {
        lines.push(`# TYPE ${name} gauge`, `${name} ${value}`)
      }
      return `${lines.join("\n")}\n`
    }
  }
}
