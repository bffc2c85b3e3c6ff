import { defineConfig } from "tsup"

// One file with everything in it starts in a sixth of the time of the same modules read one by one.
export default defineConfig({
  entry: { adressat: "src/main.ts" },
  format: "esm",
  target: "node22",
  platform: "node",
  noExternal: [/./],
  splitting: false,
  minify: true,
  clean: true,
  dts: false,
  silent: true,
  banner: {
    // Bundled CommonJS modules call `require`, which an ES module does not have.
    js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);'
  }
})
