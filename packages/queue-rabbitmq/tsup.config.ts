import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  target: "node22",
  platform: "node",
  // Without it there would be no such module.
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
  dts: false,
  silent: true
})
