import { DrizzleAdapter } from "@auth/drizzle-adapter";
import { and, eq, exists, isNull } from "drizzle-orm";
import { headers } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";
import type { Adapter } from "next-auth/adapters";
import { type Db, db, inTransaction, type Tx } from "@/db/client";
import { accounts, invites, members, sessions, users, verificationTokens } from "@/db/schema";
import type { Person } from "@/lib/membership";
import { onDatabaseClock, onOwnClock } from "./clock";
import { hashToken } from "./crypto";
import { addressOf, countForSubject } from "./doors";
import { queueEmail } from "./email/queue-email";
import { canonicalEmail } from "./email-address";
import { env } from "./env";
import { newId } from "./ids";
import { sessionCookie, startSession } from "./sessions";

const linkMinutes = 15;
const mailsPerQuarterHour = 5;

type Place = { params: Promise<{ nextauth: string[] }> };

/**
 * What browsers may ask next-auth for: a sign-in link, and the pages around that. Its callback isn't among them, because
 * a GET from another site could sign somebody in with it. Nor is anything else that changes a session.
 */
const open = {
  GET: ["csrf", "providers", "signin", "error", "verify-request"],
  POST: ["signin"],
} as const;

export async function askNextAuth(request: NextRequest, place: Place): Promise<Response> {
  const [action = ""] = (await place.params).nextauth;
  const allowed: readonly string[] = open[request.method as keyof typeof open] ?? [];
  if (!allowed.includes(action))
    return Response.json({ code: "not_found", message: "There is nothing here" }, { status: 404 });
  return NextAuth(request, place, authOptions());
}

/** Uses up a mailed link and answers with next-auth's redirect, which sets the session's cookie if the link works. */
export async function redeemSignInLink(link: {
  token: string;
  email: string;
  callbackUrl: string;
}): Promise<Response> {
  const callback = new NextRequest(
    `${env().APP_URL}/api/auth/callback/email?${new URLSearchParams(link).toString()}`,
  );
  const params = Promise.resolve({ nextauth: ["callback", "email"] });
  const { headers } = await NextAuth(callback, { params }, authOptions());
  return new Response(null, { status: 303, headers });
}

/** next-auth's settings: email links only, sessions in the database. A function, so that the build needs no settings. */
export function authOptions(): AuthOptions {
  const cookie = sessionCookie();
  return {
    secret: env().AUTH_SECRET,
    adapter: adapter(),
    session: { strategy: "database" },
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: cookie },
    pages: { signIn: "/sign-in", error: "/sign-in", verifyRequest: "/sign-in/sent" },
    providers: [
      {
        id: "email",
        type: "email",
        name: "Email",
        server: "",
        from: "",
        options: {},
        maxAge: linkMinutes * 60,
        normalizeIdentifier: normalizeEmail,
        sendVerificationRequest: ({ identifier, token, url }) => mailSignInLink(identifier, token, url),
      },
    ],
    callbacks: {
      signIn: async ({ user, email }) => {
        const address = user.email ?? "";
        if (!email?.verificationRequest) return maySignIn(db(), address);
        return (await mayHaveLink(address)) || sameAsSent();
      },
      redirect: ({ url }) => safeRedirect(url),
    },
  };
}

/** Returns an empty text for a malformed address: next-auth refuses that properly, but a thrown error would be a 500. */
function normalizeEmail(identifier: string): string {
  try {
    return canonicalEmail(identifier);
  } catch {
    return "";
  }
}

/** Only allows our own paths; everything else goes to the front page. */
export function safeRedirect(url: string): string {
  const home = env().APP_URL;
  const path = url.startsWith(`${home}/`) ? url.slice(home.length) : url;
  return /^\/(?![/\\])[\w\-./?=&%#]*$/.test(path) ? `${home}${path}` : home;
}

async function maySignIn(tx: Tx, email: string): Promise<boolean> {
  const membership = tx.select().from(members).where(eq(members.userId, users.id));
  const [member] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), exists(membership)));
  if (member) return true;
  const [invite] = await tx
    .select({ id: invites.id })
    .from(invites)
    .where(and(eq(invites.email, email), isNull(invites.acceptedAt)))
    .limit(1);
  return invite !== undefined;
}

/**
 * Whether to mail another link. People who are neither members nor invited get none, and nothing is written for them.
 * Where strangers use up the limit, the links they asked for are in the member's own mailbox, and all of them work.
 */
async function mayHaveLink(email: string): Promise<boolean> {
  const address = addressOf(await headers());
  return inTransaction(
    async (tx) =>
      (await maySignIn(tx, email)) &&
      (await countForSubject(tx, `sign-in:${hashToken(email)}`, address, mailsPerQuarterHour, 900)),
  );
}

/** Where next-auth sends people after it has mailed a link, so that nobody can tell who got one. */
function sameAsSent(): string {
  return `${env().APP_URL}/api/auth/verify-request?provider=email&type=email`;
}

/** The link opens a page with a button, so that email scanners don't use it up. */
async function mailSignInLink(email: string, token: string, url: string): Promise<void> {
  const callbackUrl = new URL(url).searchParams.get("callbackUrl") ?? env().APP_URL;
  const link = `${env().APP_URL}/sign-in/confirm?${new URLSearchParams({ token, email, callbackUrl })}`;
  await inTransaction((tx) =>
    queueEmail(tx, {
      uniqueKey: `sign-in:${hashToken(token)}`,
      businessId: null,
      grantId: null,
      to: email,
      template: "sign-in",
      props: { link },
    }),
  );
}

/**
 * The package's adapter, but with our ids and our sessions. next-auth sets and judges times by this process's clock, so
 * they are translated from and to the database's.
 */
function adapter(): Adapter {
  const base = DrizzleAdapter(db(), {
    usersTable: users,
    accountsTable: accounts,
    sessionsTable: sessions,
    verificationTokensTable: verificationTokens,
  } as unknown as Parameters<typeof DrizzleAdapter<Db>>[1]) as unknown as Required<Adapter>;
  return {
    ...base,
    createUser: (user: Parameters<Required<Adapter>["createUser"]>[0]) =>
      base.createUser({ ...user, id: newId("user") } as Parameters<Required<Adapter>["createUser"]>[0]),
    createSession: async ({ userId }) => {
      const { token, cookieExpires } = await inTransaction((tx) => startSession(tx, userId));
      return { sessionToken: token, userId, expires: cookieExpires };
    },
    // next-auth asks who is signed in already; `startSession` ends that session.
    getSessionAndUser: async () => null,
    deleteSession: async () => {},
    createVerificationToken: (token) =>
      base.createVerificationToken({ ...token, expires: onDatabaseClock(token.expires) }),
    useVerificationToken: async (presented) => {
      const token = await base.useVerificationToken(presented);
      return token && { ...token, expires: onOwnClock(token.expires) };
    },
  };
}

const demoAddresses = ["merchant@demo.test", "viewer@demo.test"];

/** For the demo's one-click sign-in. Null outside the demo and for anybody except its two people. */
export async function demoPerson(tx: Tx, email: string): Promise<Person | null> {
  if (!env().DEMO_MODE || !demoAddresses.includes(email)) return null;
  const [person] = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .where(eq(users.email, email));
  return person ?? null;
}
