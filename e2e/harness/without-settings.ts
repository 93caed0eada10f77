import { settingNames } from "../../scripts/setting-names";

/** The environment without Gatehouse's settings: a developer's own must never reach a test. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !settingNames.has(name));
  return { ...Object.fromEntries(kept), NODE_ENV: env.NODE_ENV };
}
