/**
 * `docs/performance.md`: the tables of full runs, with what must be known to read them. Every figure comes from a result; the
 * prose says nothing that a run could change. What takes long may be measured in a run of its own.
 */
import { goalOutcome } from "./Goal.ts"
import { figuresTable, goalsTable, rowsTable } from "./Report.ts"
import type { PlainTable } from "./Report.ts"
import { decodeResult } from "./Result.ts"
import type { RunResult, SuiteResult, TableResult } from "./Result.ts"
import { figure, markdownTable, whole } from "./TextTable.ts"

/** What each suite is about, and what its tables do not say. */
const prose: Readonly<Record<string, ReadonlyArray<string>>> = {
  decision: [
    "One `require` gate with seven conditions over six facts, asked about 10,000 candidates of which about a quarter pass. A",
    "candidate has the facts that the rule asks about and its basis, no more: an engine that pays for every fact it is handed",
    "would otherwise look slower than it is. Candidates went through JSON, so equal words are separate strings, and some facts",
    "are `unavailable`.",
    "",
    "Ours and the hand-written reference read facts in normal form, where each word is a small integer; putting them into it is",
    "done once, when a candidate is made, and is not in these figures. The row that begins with words pays for it, and for",
    "the verdict of every gate; the section on raw objects pays for validation as well. All other engines get objects of words,",
    "which is what they are made for.",
    "",
    "Ours evaluates every condition and three truth values; hand-written code and the other engines stop at the first condition",
    "that decides and know two. json-rules-engine at its best holds the whole candidate in one fact, with a path resolver of its",
    "own, no cache and priorities; the document has to be rewritten for that."
  ],
  trace: [
    "The trace of a decision is two bits for each condition: whether it certainly and whether it possibly holds. Outcome,",
    "reasons and repairs are read from it whenever somebody asks. Keeping it means storing one integer; in both columns the",
    "decision itself is read from it."
  ],
  ingest: [
    "From an object with missing and unknown words to a decision with its trace. Both sides validate: ours while it puts facts",
    "into normal form, json-rules-engine after a validation written by hand. Reading JSON text is in neither."
  ],
  rules: [
    "Forty-one random rules, two to five parts each, over fourteen distinct conditions. The answer about a candidate is there",
    "when that of any one rule can be read. A function for each rule answers with two truth values, ours with three."
  ],
  population: [
    "The gate of the first section over ten million pairs of a person and a resource: a population holds facts as bit columns,",
    "and a fixed WebAssembly module runs a list of operations over them; nothing is generated at run time. The hand-written loops",
    "get the bare columns of the seven conditions and know no facts. The columns of two-valued pairs fit in the cache of the",
    "processor; how much of it is left to one process differs from machine to machine more than anything else here. Making",
    "the columns that a new rule set asks for is done once and is not in these figures."
  ],
  resolution: [
    "An order by e-mail, or by SMS to those without an e-mail address, to one organisation: statutory contacts, custom contacts,",
    "service selections, read access, channel, normalised addresses, merging. Both give the same deliveries, byte by byte,",
    "by the rules of `strict`. Plain TypeScript says nothing about persons who get no message; Adressat gives each of them",
    "all reasons and the repairs. Plain TypeScript asks the library only about numbers that are used. Under",
    "`resolve` sources in memory are asked as a host's would be, and every row is checked."
  ],
  policy: [
    "Fifty rules: one to six subjects, one in ten of them a role together with an access package, one or two of twelve resources,",
    "one to three of eight actions; every twelfth rule denies, and a denial wins. Two hundred users, 10,000 requests, six in ten",
    "of them to read. The naive walk goes through targets as XACML words them, `every` of `some` of `every`. *Prepared* means that a",
    "user has been read once and a question about a resource and an action once, as when one order is about many persons;",
    "*looked up* adds finding both by their ids in maps. CASL has an ability for each user, which is the same preparation."
  ],
  phone: [
    "From a spelling to the E.164 form, or to nothing where no valid number is meant, as libphonenumber decides with all its",
    "metadata. The mix is an assumption and no data of Altinn's: 93 % Norwegian mobile numbers in four spellings, 4 % foreign",
    "numbers, 2 % fixed lines, 1 % rubbish. In the second table no foreign number is met twice before it is forgotten."
  ],
  http: [
    "Each server is a process of its own on the loopback interface; autocannon fires at it from the measuring process, in volleys",
    "that alternate with volleys at Hono. All servers hold the same facts in memory, verify the same RS256 token with jose",
    "and remember it, decode the order with the same function, decide by the same rules, and answer with the same bytes. The",
    "front door does besides what the minimal servers leave out: limits of size and time, problems that say what is wrong, no",
    "personal data in addresses, metrics, an answer to whoever hangs up. The rate of calls is not limited here, and nothing is",
    "taken up by a scheduler.",
    "",
    "Answers at a fixed rate are timed from the moment when the request was due. Memory is that of the front door after",
    "everything that can be collected has been."
  ],
  queue: [
    "The bare client in the measuring process publishes a volley of orders to one organisation each, the same for all rows; consumers",
    "in processes of their own take them, and the volley is over when the last one is settled. The bare client acknowledges and does",
    "no more, or publishes a message as large as a decision before; a worker of Adressat reads the order, gathers facts in memory,",
    "decides, knows what it has decided before, publishes the decision, and acknowledges after that. Queues are as durable for the bare",
    "client as for the worker. All processes and the broker share the cores of the machine, so two workers are seldom twice as fast.",
    "",
    "The share outside of the client is that of the clock on the wall in which a worker with one batch at a time has the batch in its",
    "hands and does not publish: reading, gathering, deciding, and writing events. Embedded queues look for messages of other processes",
    "every 20 ms here, for Adressat and for the bare client. The peer of Service Bus is that of our tests and keeps nothing on a disk."
  ],
  scale: [
    "How the cost of a decision grows with the custom contacts of an organisation and with the organisations of an order, and how",
    "large messages and kept decisions are. [Scale](scale.md) goes on from there."
  ]
}

/** What the other engines do that ours does not, so that nobody takes a ratio for a verdict on them. */
const besides = [
  "* **json-rules-engine** takes asynchronous facts, custom operators, event handlers and rules that change while it runs. Its",
  "  documents are our format, and it is our reference: `adressat check` holds every rule set against it.",
  "* **json-logic-engine** evaluates any JsonLogic, with arithmetic, strings and loops, and can be extended.",
  "* **zen-engine** runs decision tables and graphs that people draw, with an expression language; most of its time here goes",
  "  into crossing from JavaScript to native code. One call for a thousand candidates costs less for each.",
  "* **Cedar** has a schema, a validator, an entity hierarchy and a language that is proven sound; nearly all of its time goes into",
  "  handing entities and context to WebAssembly as JSON.",
  "* **casbin** loads policies from databases and has role hierarchies and half a dozen models.",
  "* **CASL** also answers which fields may be seen, and turns abilities into database queries.",
  "* **ajv** and **arktype** validate; that a validator can be asked a rule is a use its authors did not have in mind.",
  "* **libphonenumber-js** formats, completes and knows the kind of a number; ours asks it about every number that the",
  "  table of Norwegian numbers leaves open."
]

/** The document, of one run and of further ones with other suites. */
export const performanceDocument = (json: string, ...others: ReadonlyArray<string>): string => {
  const result = decodeResult(JSON.parse(json))
  const further = others.map((other) => decodeResult(JSON.parse(other)))
  const suites = [result, ...further].flatMap((run) => run.suites)
  return [
    "# Performance",
    "",
    "<!-- Written by `npx pnpm@12 generate` from packages/bench/results; a test fails when it has drifted. -->",
    "",
    "Ratios, measured on one machine on one day by `npx pnpm@12 bench`; run it to have those of yours. Read ratios and not",
    "nanoseconds: absolute times of one machine differ from day to day by a third, ratios taken within milliseconds of each",
    "other by a few per cent.",
    "",
    ...machineLines(result),
    "",
    "## How it is measured",
    "",
    "* Nothing is measured before all implementations of a table have given the same answers.",
    `* One process for each implementation and round, ${roundsOf(result)}, in an order that is shuffled anew each round.`,
    `* In a process, slices of ${result.slice} ms of the implementation alternate with slices of at least that length of the table's reference,`,
    "  on the same candidates; the ratio is taken slice by slice, and a process reports the median over its slices.",
    "* Times are those of the clock on the wall. Where the machine did so much else that the thread was kept waiting, the ratio is",
    `  that of the times the thread had; so it was in ${whole(result.busy * 100)} % of the processes of this run.`,
    "* Each implementation has loops of its own: a loop that two share is compiled for both, and both get slower.",
    "* Tables show the median over processes, quartiles and extremes. The reference, measured beside itself, shows what the",
    "  method is off by.",
    `* What is measured is what users install: ${result.measured}.`,
    "* In CI a short run guards the ratios with a margin; no absolute time decides anything.",
    ...further.map(ownRun),
    "",
    "## Goals",
    "",
    ...suites.flatMap(({ goals, title }) =>
      goals.length === 0 ? [] : [`**${title}**`, "", inMarkdown(goalsTable(goals)), ""]
    ),
    ...suites.flatMap(suiteLines),
    "## Where others are faster",
    "",
    ...losses(suites),
    "",
    "## What the others carry besides",
    "",
    "A ratio is about one question. The other engines do things that ours does not, and pay for some of them here.",
    "",
    ...besides,
    ""
  ].join("\n")
}

const ownRun = (run: RunResult): string =>
  `* Measured in a run of its own, of ${roundsOf(run)}: ${run.suites.map(({ title }) => title).join("; ")}. ${machineLines(run).join(" ")}`

const roundsOf = ({ rounds }: RunResult): string => (rounds === 1 ? "one round" : `${rounds} rounds`)

const inMarkdown = ({ columns, rows }: PlainTable): string => markdownTable(columns, rows)

/** When and where a run was made, and which versions it measured. */
export const machineLines = ({ date, machine, node, packages }: RunResult): ReadonlyArray<string> => [
  `${date}, ${machine.processor}, ${machine.cores} cores${machine.caches.map((cache) => `, ${cache}`).join("")}, ` +
    `${machine.memory} GiB of memory, ${machine.system}, Node.js ${node.replace(/^v/, "")}. ` +
    `${Object.entries(packages)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`
]

const suiteLines = ({ figures, name, tables, title }: SuiteResult): ReadonlyArray<string> => [
  `## ${title}`,
  "",
  ...(prose[name] ?? []),
  "",
  ...tables.flatMap((table) => [
    `**${table.title}**${table.agreed === 0 ? "" : `; all agree on ${whole(table.agreed)} of them`}`,
    "",
    inMarkdown(rowsTable(table)),
    ""
  ]),
  ...(figures.length === 0 ? [] : [inMarkdown(figuresTable(figures)), ""])
]

/** Every row of another that is faster than the fastest of ours in its table, and every goal that was missed. */
const losses = (suites: ReadonlyArray<SuiteResult>): ReadonlyArray<string> => {
  const faster = suites.flatMap(({ tables, title }) => tables.flatMap((table) => fasterRows(title, table)))
  const missed = suites.flatMap(({ goals, title }) =>
    goals
      .filter((goal) => goalOutcome(goal) === "missed")
      .map(
        ({ bound, kind, text, value }) =>
          `* ${title}: ${text}: the goal is ${kind} ${figure(bound)}, measured ${figure(value ?? Number.NaN)}.`
      )
  )
  const lines = [...faster, ...missed]
  return lines.length === 0 ? ["Nowhere in this run."] : lines
}

const fasterRows = (title: string, { rows }: TableResult): ReadonlyArray<string> => {
  const ours = Math.max(
    ...rows.flatMap(({ by, speed }) => (by === "ours" && speed !== undefined ? [speed.median] : []))
  )
  if (!Number.isFinite(ours)) return []
  return rows.flatMap(({ by, label, speed }) =>
    by === "ours" || speed === undefined || speed.median <= ours
      ? []
      : [`* ${title}: ${label}, ${figure(speed.median / ours)} times as fast as the fastest of ours.`]
  )
}
