import base from "../../playwright.config";

export default {
  ...base,
  testDir: ".",
  testMatch: "*.shots.ts",
  globalSetup: "./setup.ts",
  timeout: 900_000,
  use: { ...base.use, trace: "off" as const },
};
