import { defineConfig } from "tsup"
import packageJson from "./package.json" with { type: "json" }

const clients = Object.keys(packageJson.peerDependencies)

// Everything is bundled: a few files start in a sixth of the time of the same modules read one by one. They are split where
// a command is loaded, so that no command reads what only another needs.
export default defineConfig({
  entry: { adressat: "src/main.ts" },
  format: "esm",
  target: "node22",
  platform: "node",
  // But for the clients of brokers, which whoever runs on a broker installs beside it.
  noExternal: [new RegExp(`^(?!(${clients.join("|")})(/|$))`)],
  external: clients,
  // node:sqlite has no name without the protocol.
  removeNodeProtocol: false,
  splitting: true,
  minify: true,
  clean: true,
  dts: false,
  silent: true,
  banner: {
    // Bundled CommonJS modules call `require`, which an ES module does not have.
    js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);'
  }
})
