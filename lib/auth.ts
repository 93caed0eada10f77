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
import { countUnusedCodes, type Passkey, passkeysOf } from "./passkeys/find-passkeys";
import {
  PasskeyNeeded,
  type Proof,
  ProofNeeded,
  requireFreshProof,
  requireOwnProof,
  requirePasskey,
  requireSecondStep,
} from "./passkeys/proof";
import { businessesThatRequire } from "./passkeys/requirement";
import { type MemberRole, requireRole } from "./rights";
import {
  endAllSessions,
  endSession,
  endSessionOf,
  listSessions,
  type OpenSession,
  presentedToken,
  readSession,
  type Session,
  sessionCookie,
  startSession,
} from "./sessions";
import { demoPerson } from "./sign-in";

/** This browser's session with its token, or null. Read once per request. */
const presentedSession = cache(async (): Promise<(Session & { token: string }) | null> => {
  const token = await presentedToken();
  const session = token ? await readSession(db(), token) : null;
  return token && session ? { ...session, token } : null;
});

/** The person who used a mailed link in this browser, or null. They may still lack the second step. */
export async function presentPerson(): Promise<Person | null> {
  return (await presentedSession())?.person ?? null;
}

/** The signed-in person, or null. Somebody with a passkey is signed in once they have used it. */
export async function signedInPerson(): Promise<Person | null> {
  const session = await presentedSession();
  return session && (!session.proof.hasPasskey || session.proof.proved) ? session.person : null;
}

/** For the second step itself: the session may still lack it. Throws `unauthorized`. */
export async function requireSession(): Promise<Session & { token: string }> {
  const session = await presentedSession();
  if (!session) throw new GatehouseError("unauthorized", "Sign in first");
  return session;
}

/** Throws `unauthorized` and `ProofNeeded`. */
export async function requireSignedIn(): Promise<Person> {
  const { person, proof } = await requireSession();
  requireSecondStep(proof);
  return person;
}

/** For changes of the person's own second step. Throws `unauthorized`, `ProofNeeded` and `forbidden`. */
export async function requireOwnFreshProof(): Promise<void> {
  requireOwnProof((await requireSession()).proof);
}

const membershipOf = cache(async (slug: string): Promise<Membership> => {
  const found = await findMembership(db(), await requireSignedIn(), slug);
  if (!found) throw notFound("Business");
  requirePasskey(found, (await requireSession()).proof);
  return found;
});

/** For pages about the person alone: redirects to sign-in or its second step, and from there back to `path`. */
export async function requirePerson(path: string): Promise<Person> {
  return forPage(path, requireSignedIn);
}

/** The signed-in person's membership; throws `unauthorized`, `not_found`, `forbidden`, `ProofNeeded`, `PasskeyNeeded`. */
export async function membership(slug: string, atLeast: MemberRole): Promise<Membership> {
  const found = await membershipOf(slug);
  requireRole(found.role, atLeast);
  return found;
}

/** The same for sensitive actions; a business may require that a passkey was used in the last ten minutes. */
export async function provenMembership(slug: string, atLeast: MemberRole): Promise<Membership> {
  const found = await membership(slug, atLeast);
  requireFreshProof(found, (await requireSession()).proof);
  return found;
}

/**
 * For pages: checks membership and opens one transaction for everything the page reads. Redirects to sign-in, or shows
 * strangers the same 404 as for a business that doesn't exist.
 */
export async function asMember<T>(
  slug: string,
  atLeast: MemberRole,
  verb: (member: Membership & { tx: Tx }) => Promise<T>,
): Promise<T> {
  return forPage(`/${slug}`, async () => {
    const member = await membership(slug, atLeast);
    return inTransaction((tx) => verb({ ...member, tx }));
  });
}

/**
 * For downloads of many people's data: as for sensitive actions, and a browser is sent to give what is missing. `write`
 * returns the file's name and content.
 */
export async function adminDownload(
  slug: string,
  path: string,
  write: (member: Membership) => Promise<{ name: string; type: string; body: ReadableStream<Uint8Array> }>,
): Promise<Response> {
  const member = await forPage(path, () => provenMembership(slug, "admin"));
  try {
    const { name, type, body } = await write(member);
    return new Response(body, {
      headers: {
        ...notKept,
        "content-type": type,
        "content-disposition": `attachment; filename="${name}"`,
      },
    });
  } catch (error) {
    return refusalOf(error);
  }
}

async function forPage<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    if (error.code === "unauthorized") redirect(`/sign-in?${new URLSearchParams({ callbackUrl: path })}`);
    if (error instanceof ProofNeeded || error instanceof PasskeyNeeded) redirect(provePath(path));
    if (error.code === "not_found" || error.code === "forbidden") notFoundPage();
    throw error;
  }
}

/** The second step of signing in, which goes on to `next`. */
function provePath(next: string): string {
  return `/account/prove?${new URLSearchParams({ next })}`;
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

const notKept = { "cache-control": "private, no-store" };

async function jsonOf<T>(read: () => Promise<T>): Promise<Response> {
  try {
    return Response.json(await read(), { headers: notKept });
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Response {
  if (error instanceof GatehouseError)
    return Response.json(
      { code: error.code, message: error.message },
      { status: errorStatus[error.code], headers: notKept },
    );
  log.error({ error }, "a screen could not be read");
  return Response.json(
    { code: "internal", message: "Something went wrong" },
    { status: 500, headers: notKept },
  );
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

/** What the account page shows of the person's second step. */
export async function myPasskeys(
  person: Person,
): Promise<{ passkeys: Passkey[]; unusedCodes: number; proof: Proof }> {
  return {
    passkeys: await passkeysOf(db(), person.id),
    unusedCodes: await countUnusedCodes(db(), person.id),
    proof: (await requireSession()).proof,
  };
}

/** For the page of the second step: what it asks for, with the businesses that require a passkey. */
export async function mySecondStep(next: string): Promise<Session & { requiredBy: { name: string }[] }> {
  const session = await presentedSession();
  if (!session) redirect(`/sign-in?${new URLSearchParams({ callbackUrl: provePath(next) })}`);
  return { ...session, requiredBy: await businessesThatRequire(db(), session.person.id) };
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
  const person = everywhere && (await signedInPerson());
  if (person) await inTransaction((tx) => endAllSessions(tx, person));
  if (token) await endSession(db(), token);
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
