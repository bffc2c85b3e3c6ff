import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"

// With this condition the packages are read from `src`, so the tests need no build.
const conditions = ["@adressat/source", "module", "node", "development|production"]

if (!existsSync(join(import.meta.dirname, "../shared/conformance/xacml"))) {
  console.info("../shared/conformance/xacml is absent, so the tests that read XACML conformance data are skipped")
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/fixtures/**"],
    globalSetup: ["packages/cli/test/CommandLine.ts"],
    // Many tests wait for brokers, for processes and for time to pass.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
