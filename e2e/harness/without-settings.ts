import { settingNames } from "../../scripts/setting-names";

/** A developer's own settings must never reach a test. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !settingNames.has(name));
  return { ...Object.fromEntries(kept), NODE_ENV: env.NODE_ENV };
}
