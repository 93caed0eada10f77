import type { NextConfig } from "next";

const config: NextConfig = {
  // Tests and dev build beside a running `npm start`, so each may name its own build folder.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pino", "postgres", "prom-client"],
};

export default config;
