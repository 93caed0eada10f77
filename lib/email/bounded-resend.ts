import { type ErrorResponse, Resend } from "resend";
import { z } from "zod";
import { readAnswer } from "@/lib/read-bytes";

const mostBytes = 256 * 1024;

type Answer<T> = ({ data: T; error: null } | { data: null; error: ErrorResponse }) & {
  headers: Record<string, string> | null;
};

const refusal = z.object({ name: z.string(), message: z.string().catch("") });

/** Resend's client with a limit to its answers. The SDK's own reads them whatever their size. */
export class BoundedResend extends Resend {
  override async fetchRequest<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
    try {
      const response = await fetch(`${this.baseUrl}${path}`, { ...options, redirect: "manual" });
      const text = await readAnswer(response, mostBytes);
      const headers = Object.fromEntries(response.headers);
      if (!response.ok) return { data: null, error: errorIn(response.status, text), headers };
      return { data: JSON.parse(text), error: null, headers };
    } catch {
      // As the SDK has it: without a status there was no answer, and the email is sent again.
      return { data: null, error: errorIn(null, ""), headers: null };
    }
  }
}

function errorIn(statusCode: number | null, text: string): ErrorResponse {
  const { name, message } = refusal.safeParse(parsed(text)).data ?? {
    name: "application_error",
    message: "",
  };
  return { name: name as ErrorResponse["name"], message, statusCode };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
