// Preloaded into every process that a supervisor starts. When the supervisor dies, even by kill -9, the channel
// to it closes and this process ends itself, so that its port is free for the next start.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

// The process's own children inherit this preload (`next dev` forks its server), but their channel is another.
if (process.channel && process.env.GATEHOUSE_SUPERVISOR === String(process.ppid)) {
  process.once("disconnect", () => {
    // The pipes to the supervisor are gone too, and writing a last log line must not crash.
    process.stdout.on("error", () => {});
    process.stderr.on("error", () => {});
    if (process.env.GATEHOUSE_EMBEDDED_POSTGRES) stopPostgresLater(process.env.GATEHOUSE_EMBEDDED_POSTGRES);
    setTimeout(() => process.kill(-process.pid, "SIGKILL"), 5_000).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel.unref();
}

function stopPostgresLater(dataDir) {
  const script = fileURLToPath(new URL("./clean-up-after-supervisor.ts", import.meta.url));
  const options = {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, GATEHOUSE_EMBEDDED_POSTGRES: "" },
  };
  spawn(process.execPath, ["--import", "tsx", script, dataDir], options).unref();
}
