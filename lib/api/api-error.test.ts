import { expect, test } from "vitest";
import { RetryLater } from "@/lib/errors";
import { toApiError, writeRefusal } from "./api-error";

test("work to retry later is a 503 that may be retried and says when", () => {
  const error = toApiError(new RetryLater(2.4, "reset"), { requestId: "req_1", operation: "x" });
  const { status, headers } = writeRefusal(error, "req_1");
  expect({ status, headers }).toEqual({ status: 503, headers: { "retry-after": "3" } });
});
