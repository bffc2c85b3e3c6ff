// Runs turbo without telemetry, on every platform alike. After `--quiet` its log is printed only when a task fails.
import { spawnSync } from "node:child_process"

const quiet = process.argv[2] === "--quiet"
const { status, stdout } = spawnSync("turbo", process.argv.slice(quiet ? 3 : 2), {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  shell: process.platform === "win32",
  stdio: ["ignore", quiet ? "pipe" : "inherit", "inherit"],
  maxBuffer: 64 * 1024 * 1024
})
if (quiet && status !== 0) process.stderr.write(stdout ?? "")
process.exitCode = status ?? 1
