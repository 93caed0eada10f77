import { cookies, headers } from "next/headers";
import { notFound as notFoundPage, redirect } from "next/navigation";
import { cache } from "react";
import { db, inTransaction, type Tx } from "@/db/client";
import { businessesOf } from "./businesses";
import { env } from "./env";
import { errorStatus, GatehouseError, notFound } from "./errors";
import { type Invitation, invitationsOf } from "./invitations";
import { log } from "./log";
import { findMembership, type Membership, type Person } from "./membership";
import { type MemberRole, requireRole } from "./rights";
import {
  endAllSessions,
  endSession,
  endSessionOf,
  listSessions,
  type OpenSession,
  personOfSession,
  presentedToken,
  sessionCookie,
  startSession,
} from "./sessions";
import { demoPerson } from "./sign-in";

/** The signed-in person, or null. Read once per request. */
export const signedInPerson = cache(async (): Promise<Person | null> => {
  const token = await presentedToken();
  return token ? personOfSession(db(), token) : null;
});

const membershipOf = cache(async (slug: string): Promise<Membership> => {
  const found = await findMembership(db(), await requireSignedIn(), slug);
  if (!found) throw notFound("Business");
  return found;
});

/** Throws `unauthorized`. */
export async function requireSignedIn(): Promise<Person> {
  const person = await signedInPerson();
  if (!person) throw new GatehouseError("unauthorized", "Sign in first");
  return person;
}

/** For pages about the person alone: redirects to sign-in, and from there back to `path`. */
export async function requirePerson(path: string): Promise<Person> {
  return (await signedInPerson()) ?? redirect(signInPath(path));
}

function signInPath(callbackUrl: string): string {
  return `/sign-in?${new URLSearchParams({ callbackUrl })}`;
}

/** The signed-in person's membership; throws `unauthorized`, `not_found` or `forbidden`. */
export async function membership(slug: string, atLeast: MemberRole): Promise<Membership> {
  const found = await membershipOf(slug);
  requireRole(found.role, atLeast);
  return found;
}

/** For pages: redirects to sign-in, or shows strangers the same 404 as for a business that doesn't exist. */
export async function requireMember(slug: string, atLeast: MemberRole = "viewer"): Promise<Membership> {
  return forPage(slug, () => membership(slug, atLeast));
}

/** For pages: checks membership and opens one transaction for everything the page reads. */
export async function asMember<T>(
  slug: string,
  atLeast: MemberRole,
  verb: (member: Membership & { tx: Tx }) => Promise<T>,
): Promise<T> {
  return forPage(slug, async () => {
    const member = await membership(slug, atLeast);
    return inTransaction((tx) => verb({ ...member, tx }));
  });
}

async function forPage<T>(slug: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    if (error.code === "unauthorized") redirect(signInPath(`/${slug}`));
    if (error.code === "not_found" || error.code === "forbidden") notFoundPage();
    throw error;
  }
}

/** Next accepts server actions without an Origin header; we don't. */
export async function requireOwnOrigin(): Promise<void> {
  const origin = (await headers()).get("origin");
  if (origin !== new URL(env().APP_URL).origin)
    throw new GatehouseError("forbidden", "This request didn't come from Gatehouse's own pages");
}

/** For GET handlers that refresh a dashboard screen: checks membership and returns JSON. */
export async function memberJson<T>(
  slug: string,
  verb: (member: Membership & { inTransaction: typeof inTransaction }) => Promise<T>,
): Promise<Response> {
  return jsonOf(async () => verb({ ...(await membership(slug, "viewer")), inTransaction }));
}

async function jsonOf<T>(read: () => Promise<T>): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    return Response.json(await read(), { headers });
  } catch (error) {
    if (error instanceof GatehouseError)
      return Response.json(
        { code: error.code, message: error.message },
        { status: errorStatus[error.code], headers },
      );
    log.error({ error }, "a screen could not be read");
    return Response.json({ code: "internal", message: "Something went wrong" }, { status: 500, headers });
  }
}

/** The page of the business that the person joined first, so that a later one never moves them; or their invitations. */
export async function homeOf(person: Person): Promise<string> {
  const [first] = (await businessesOf(db(), person.id)).sort(
    (one, other) => one.joinedAt.getTime() - other.joinedAt.getTime(),
  );
  return first ? `/${first.slug}` : "/account/invitations";
}

export function mySessions(person: Person): Promise<OpenSession[]> {
  return listSessions(db(), person.id);
}

export function myInvitations(person: Person): Promise<Invitation[]> {
  return invitationsOf(db(), person);
}

/** Signs the person out of another browser. */
export async function endMySession(id: string): Promise<void> {
  await endSessionOf(db(), (await requireSignedIn()).id, id);
}

/** Signs in one of the demo's two people; the browser's old session ends. */
export async function signInDemo(email: string): Promise<void> {
  await requireOwnOrigin();
  const session = await inTransaction(async (tx) => {
    const person = await demoPerson(tx, email);
    if (!person) throw notFound("Demo person");
    return startSession(tx, person.id);
  });
  const { name, options } = sessionCookie();
  (await cookies()).set(name, session.token, { ...options, expires: session.cookieExpires });
}

export async function signOut(everywhere: boolean): Promise<void> {
  await requireOwnOrigin();
  const token = await presentedToken();
  const person = await signedInPerson();
  if (everywhere && person) await inTransaction((tx) => endAllSessions(tx, person));
  if (token) await endSession(db(), token);
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
