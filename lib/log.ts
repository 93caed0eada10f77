import pino from "pino";

/** One JSON line per event. Secrets have no business here; the paths below are a net, not a licence. */
export const log = pino({
  level: "info",
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["*.token", "*.access_token", "*.refresh_token", "*.secret", "*.authorization", "*.code_verifier"],
    censor: "[redacted]",
  },
  serializers: { error: pino.stdSerializers.err },
});
