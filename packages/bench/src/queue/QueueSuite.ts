/** Orders through each broker, beside the bare client of the broker that takes and acknowledges the same messages. */
import type { Figure, Goal, Implementation, Suite, Table } from "../Suite.ts"
import type { BrokerName } from "./Broker.ts"
import type { Work } from "./ConsumerProcess.ts"

/** A broker as this suite has it. */
interface Subject {
  readonly broker: BrokerName
  readonly title: string
  /** The bare client, in words. */
  readonly client: string
  readonly packages: ReadonlyArray<string>
  /** Orders of a volley: more than are taken ahead, and a tenth of a second or more for the bare client. */
  readonly orders: number
  /** Whether the short run has it; it has to be there on every machine. */
  readonly short?: boolean
}

/** The brokers, in the order in which they are reported. */
export const subjects: ReadonlyArray<Subject> = [
  { broker: "rabbitmq", title: "RabbitMQ", client: "amqplib", packages: ["amqplib"], orders: 600 },
  {
    broker: "nats",
    title: "NATS JetStream",
    client: "@nats-io/jetstream",
    packages: ["@nats-io/jetstream", "@nats-io/transport-node"],
    orders: 1000
  },
  { broker: "bullmq", title: "BullMQ on Redis", client: "bullmq", packages: ["bullmq"], orders: 500 },
  {
    broker: "service-bus",
    title: "Service Bus, on a peer in a process of its own",
    client: "@azure/service-bus",
    packages: ["@azure/service-bus"],
    orders: 400
  },
  {
    broker: "redis",
    title: "Embedded, in Redis",
    client: "PersistedQueue",
    packages: ["effect", "ioredis"],
    orders: 600
  },
  { broker: "postgres", title: "Embedded, in PostgreSQL", client: "PersistedQueue", packages: ["effect"], orders: 300 },
  {
    broker: "sqlite",
    title: "Embedded, in SQLite",
    client: "PersistedQueue",
    packages: ["effect"],
    orders: 300,
    short: true
  }
]

const row = (
  { broker, orders, packages, short }: Subject,
  work: Work,
  workers: 1 | 2,
  label: string,
  isShort = false
): Implementation => ({
  name: `${work}-${workers}`,
  label,
  by: work === "bare" || work === "answering" ? "peer" : "ours",
  packages,
  ...(isShort && short === true ? { short: true } : {}),
  load: async () => (await import("./Volleys.ts")).inVolleys(broker, work, workers, orders)
})

const table = (subject: Subject): Table => ({
  name: subject.broker,
  title: `${subject.title}: published, taken, settled`,
  item: "volley",
  per: { name: "order", count: subject.orders },
  isRate: true,
  reference: "bare-1",
  base: "answering-1",
  takesLong: true,
  rows: [
    row(subject, "bare", 1, `${subject.client}: takes and acknowledges`),
    row(subject, "bare", 2, `${subject.client} in two processes`),
    row(subject, "answering", 1, `${subject.client}: publishes a message as large as a decision besides`),
    row(subject, "ours", 1, "Adressat, one worker: decides and publishes the decision", true),
    row(subject, "ours", 2, "Adressat, two workers"),
    row(subject, "kept", 1, "Adressat, one worker that keeps its decisions in PostgreSQL"),
    row(subject, "kept", 2, "Adressat, two workers that keep their decisions in PostgreSQL")
  ]
})

const share = ({ broker, orders, title }: Subject): Figure => ({
  name: `outside-${broker}`,
  label: `share of its time that a worker spends outside of the client, ${title}`,
  unit: "of 1",
  once: true,
  measure: async () => (await import("./Volleys.ts")).shareOutside(broker, orders)
})

const goals = ({ broker, client, short = false, title }: Subject): ReadonlyArray<Goal> =>
  [1, 2].map((workers) => ({
    text: `${title}: ${workers === 1 ? "one worker" : "two workers"} / ${client}${workers === 1 ? "" : " in two processes"}`,
    quantity: { speed: `${broker}/ours-${workers}`, against: `${broker}/bare-${workers}` },
    bound: { atLeast: 0.7, ...(short && workers === 1 ? { guard: 0.2 } : {}) }
  }))

/** The suite. */
export const queueSuite: Suite = {
  name: "queue",
  title: "Orders through a broker",
  tables: subjects.map(table),
  figures: subjects.map(share),
  goals: subjects.flatMap(goals)
}
