import type { NextConfig } from "next";

const config: NextConfig = {
  // Tests and `npm run dev` build beside a running `npm start`, so each can set its own build folder.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pino", "postgres", "prom-client"],
  typescript: {
    // Next would add each build folder to tsconfig.json. It leaves a file alone that extends another.
    tsconfigPath: "tsconfig.next.json",
    // `npm run check` and `npm test` check the types; a start should not wait for that again.
    ignoreBuildErrors: true,
  },
};

export default config;
