import { headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { ZodError } from "zod";
import { isDatabaseAway } from "@/db/away";
import { inTransaction } from "@/db/client";
import {
  membership,
  provenMembership,
  requireOwnFreshProof,
  requireOwnOrigin,
  requireSession,
  requireSignedIn,
} from "./auth";
import { type Door, passDoor } from "./doors";
import { type ErrorCode, GatehouseError, RetryLater } from "./errors";
import { log } from "./log";
import type { Membership, Person } from "./membership";
import { ProofNeeded } from "./passkeys/proof";
import type { MemberRole } from "./rights";

/** Why an action did nothing: a sentence, and errors by field. */
export type Refusal = {
  /** Where an error was thrown. */
  code?: ErrorCode | "internal";
  retryAfterSeconds?: number | undefined;
  message: string;
  fields: Record<string, string>;
  /** The person must use a passkey first; the screen asks for it. */
  proofNeeded?: true;
};

/** The result of every server action. */
export type ActionResult<T = null> = { ok: true; value: T } | ({ ok: false } & Refusal);

/** An action that a form sends its fields to. */
export type FormAction<T = null> = (
  before: ActionResult<T> | null,
  form: FormData,
) => Promise<ActionResult<T>>;

/**
 * For the dashboard's actions: checks origin and membership. A verb that calls Discord must not keep a transaction
 * open, so the action opens one with `inTransaction` where it needs it.
 */
export async function memberAction<T>(
  slug: string,
  atLeast: MemberRole,
  verb: (member: Membership & { inTransaction: typeof inTransaction }) => Promise<T>,
): Promise<ActionResult<T>> {
  return resultOf(async () => verb({ ...(await membership(slug, atLeast)), inTransaction }));
}

/**
 * The same for sensitive actions: those that let a stranger keep a foot in the door, or that touch many people. A
 * business may require a recent proof for them. `components/sensitive-actions.test.ts` lists them.
 */
export async function provenAction<T>(
  slug: string,
  atLeast: MemberRole,
  verb: (member: Membership & { inTransaction: typeof inTransaction }) => Promise<T>,
): Promise<ActionResult<T>> {
  return resultOf(async () => verb({ ...(await provenMembership(slug, atLeast)), inTransaction }));
}

/** For the second step of signing in: checks origin and session, which may still lack that step. */
export async function secondStepAction<T>(
  verb: (session: { person: Person; token: string }) => Promise<T>,
): Promise<ActionResult<T>> {
  return resultOf(async () => verb(await requireSession()));
}

/** For changes of the person's own passkeys and codes: checks the origin, and a recent proof. */
export async function ownPasskeyAction<T>(
  verb: (session: { person: Person; token: string }) => Promise<T>,
): Promise<ActionResult<T>> {
  return secondStepAction(async (session) => {
    await requireOwnFreshProof();
    return verb(session);
  });
}

/** For actions about the signed-in person alone: checks origin and session. */
export async function personAction<T>(
  verb: (who: { person: Person; inTransaction: typeof inTransaction }) => Promise<T>,
): Promise<ActionResult<T>> {
  return resultOf(async () => verb({ person: await requireSignedIn(), inTransaction }));
}

/**
 * For the actions of customers' pages: checks the origin, and how often the client's address came to this door. People
 * who aren't signed in are sent to the portal.
 */
export async function customerAction<T>(verb: () => Promise<T>, door?: Door): Promise<ActionResult<T>> {
  return resultOf(async () => {
    try {
      if (door) await passDoor(door, await headers());
      return await verb();
    } catch (error) {
      if (error instanceof GatehouseError && error.code === "unauthorized") redirect("/portal");
      throw error;
    }
  });
}

async function resultOf<T>(verb: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    await requireOwnOrigin();
    return { ok: true, value: await verb() };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, ...refusalOf(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ProofNeeded)
    return { code: error.code, message: error.message, fields: {}, proofNeeded: true };
  if (error instanceof GatehouseError)
    return {
      code: error.code,
      message: error.message,
      fields: error.fields,
      retryAfterSeconds: error.retryAfterSeconds,
    };
  if (error instanceof ZodError) {
    const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join("."), issue.message]));
    return { code: "invalid", message: error.issues[0]?.message ?? "Something is missing", fields };
  }
  log.error({ error }, "action failed");
  if (isDatabaseAway(error))
    return {
      code: "unavailable",
      message: "The database was away for a moment. Check whether this worked, and try again if not.",
      fields: {},
    };
  return { code: "internal", message: "Something went wrong on our side. Please try again.", fields: {} };
}

/** Replaces a `RetryLater` of `call` with `message`. Other errors stay as they are. */
export async function orUnavailable<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    throw new GatehouseError("unavailable", message);
  }
}
