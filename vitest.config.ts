import { defineConfig } from "vitest/config"

// With this condition the packages are read from `src`, so the tests need no build.
const conditions = ["@adressat/source", "module", "node", "development|production"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/fixtures/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000
  }
})
