import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const shared = {
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  // JSX without React in scope. The sandbox's files set their own runtime at the top.
  oxc: { jsx: { runtime: "automatic" as const } },
};
const notTests = ["node_modules/**", ".next*/**", ".data*/**"];

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: notTests, testTimeout: 15_000 },
      },
      {
        ...shared,
        test: {
          name: "integration",
          include: ["**/*.itest.{ts,tsx}"],
          exclude: notTests,
          globalSetup: ["e2e/harness/database-server.ts"],
          setupFiles: ["e2e/harness/integration-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: "forks",
          // One more than cores: these tests mostly wait for the sandbox.
          maxWorkers: 3,
        },
      },
    ],
  },
});
