import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/client.ts", "src/node.ts"],
  format: "esm",
  target: "node22",
  platform: "neutral",
  sourcemap: true,
  clean: true,
  dts: false,
  silent: true
})
