import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/worker.ts"],
  format: "esm",
  target: "node22",
  platform: "neutral",
  sourcemap: true,
  clean: true,
  dts: false,
  silent: true,
  // Each entry is one file, so that a bundler may copy the script of a thread as it is.
  splitting: false
})
