import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/servers/index.ts"],
  format: "esm",
  target: "node22",
  platform: "neutral",
  // Only the servers import them.
  external: [/^node:/],
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
  dts: false,
  silent: true
})
