import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"
import { BaseSequencer } from "vitest/node"
import type { TestSpecification } from "vitest/node"

// With this condition the packages are read from `src`, so the tests need no build.
const conditions = ["@adressat/source", "module", "node", "development|production"]

if (!existsSync(join(import.meta.dirname, "../shared/conformance/xacml"))) {
  console.info("../shared/conformance/xacml is absent, so the tests that read XACML conformance data are skipped")
}

/** Files that take the longest, the longest first, so that none is left running alone at the end. */
const longest = [
  "cli/test/WorkerKill",
  "house/test/Documentation",
  "cli/test/ServeKill",
  "queue/test/EmbeddedPostgres",
  "queue-service-bus/test/ServiceBusContract",
  "queue-bullmq/test/BullMqContract",
  "queue/test/EmbeddedRedis",
  "cli/test/Cli",
  "cli/test/BuiltQueues",
  "queue/test/EmbeddedSqlite",
  "core/test/Certificate",
  "queue-rabbitmq/test/RabbitMqContract",
  "queue-nats/test/NatsContract",
  "store-sql/test/SqlPersonalData",
  "testing/test/Servers"
].map((name) => join(import.meta.dirname, `packages/${name}.test.ts`))

class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => longest.indexOf(moduleId) + 1 || Infinity
    return sorted.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
  }
}

/** These tell the processes that they start where packages are by `NODE_OPTIONS`, which is no other test's matter. */
const apart = ["packages/bench/test/**/*.test.ts"]
const exclude = ["**/node_modules/**", "**/fixtures/**"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ["packages/cli/test/CommandLine.ts"],
    // Many tests wait for brokers, for processes and for time to pass: others go on meanwhile.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    // Processes that tests start find there what others have compiled.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile-cache") },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Modules are read once for all files of a worker: no file replaces one, or leaves anything behind in one.
      {
        extends: true,
        test: {
          name: "together",
          isolate: false,
          include: ["packages/*/test/**/*.test.ts"],
          exclude: [...exclude, ...apart]
        }
      },
      { extends: true, test: { name: "apart", include: apart, exclude } }
    ]
  }
})
