import type { NextConfig } from "next";

const config: NextConfig = {
  // Tests and dev build beside a running `npm start`, so each may name its own build folder.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pino", "postgres", "prom-client"],
  typescript: {
    // A file that extends another is left alone; Next would write each build folder's name into ours.
    tsconfigPath: "tsconfig.next.json",
    // `npm run check` and `npm test` hold the types; a start should not wait for them again.
    ignoreBuildErrors: true,
  },
};

export default config;
