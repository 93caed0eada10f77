import pino from "pino";

/** One JSON line per event. Never log secrets; redaction is only a safety net. */
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
