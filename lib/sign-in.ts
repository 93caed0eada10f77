import { DrizzleAdapter } from "@auth/drizzle-adapter";
import { and, eq, exists, isNull } from "drizzle-orm";
import type { AuthOptions } from "next-auth";
import type { Adapter } from "next-auth/adapters";
import { type Db, db, inTransaction, type Tx } from "@/db/client";
import { accounts, invites, members, sessions, users, verificationTokens } from "@/db/schema";
import type { Person } from "@/lib/membership";
import { onDatabaseClock, onOwnClock } from "./clock";
import { hashToken } from "./crypto";
import { queueEmail } from "./email/queue-email";
import { canonicalEmail } from "./email-address";
import { env } from "./env";
import { newId } from "./ids";
import { acceptInvites } from "./members";
import { countWithin } from "./rate-counter";
import { sessionDays, startSession } from "./sessions";

const linkMinutes = 15;

/** The `__Host-` prefix ties the cookie to this host. Browsers require https for it, so the demo doesn't use it. */
export function sessionCookie() {
  const secure = env().APP_URL.startsWith("https:");
  return {
    name: secure ? "__Host-gatehouse-session" : "gatehouse-session",
    options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
  };
}

/** next-auth's settings: email links only, sessions in the database. A function, so that the build needs no settings. */
export function authOptions(): AuthOptions {
  const cookie = sessionCookie();
  return {
    secret: env().AUTH_SECRET,
    adapter: adapter(),
    session: { strategy: "database", maxAge: sessionDays * 86_400 },
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
      // Requests for a link look the same for everybody; whether the person may sign in is checked when it is used.
      signIn: async ({ user, email }) =>
        email?.verificationRequest === true || (await maySignIn(db(), user.email ?? "")),
      redirect: ({ url }) => safeRedirect(url),
    },
    events: {
      signIn: ({ user }) =>
        inTransaction((tx) => acceptInvites(tx, { id: user.id, email: user.email ?? "" })),
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
function safeRedirect(url: string): string {
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
 * The link opens a page with a button, so that email scanners don't use it up. People who are neither members nor
 * invited get no email; the screen says the same to everybody.
 */
async function mailSignInLink(email: string, token: string, url: string): Promise<void> {
  const callbackUrl = new URL(url).searchParams.get("callbackUrl") ?? env().APP_URL;
  const link = `${env().APP_URL}/sign-in/confirm?${new URLSearchParams({ token, email, callbackUrl })}`;
  await inTransaction(async (tx) => {
    if (!(await countWithin(tx, `sign-in:${hashToken(email)}`, 5, 900))) return;
    if (!(await maySignIn(tx, email))) return;
    await queueEmail(tx, {
      uniqueKey: `sign-in:${hashToken(token)}`,
      businessId: null,
      grantId: null,
      to: email,
      template: "sign-in",
      props: { link },
    });
  });
}

/**
 * The package's adapter, but with our ids, hashed session tokens, and one valid link per address. next-auth sets and
 * judges times by this process's clock, so they are translated from and to the database's.
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
      const { token, expires } = await startSession(db(), userId);
      return { sessionToken: token, userId, expires };
    },
    getSessionAndUser: async (token) => {
      const found = await base.getSessionAndUser(hashToken(token));
      if (!found) return null;
      const expires = onOwnClock(found.session.expires);
      return { ...found, session: { ...found.session, sessionToken: token, expires } };
    },
    updateSession: (session) =>
      base.updateSession({
        ...session,
        sessionToken: hashToken(session.sessionToken),
        ...(session.expires && { expires: onDatabaseClock(session.expires) }),
      }),
    deleteSession: (token) => base.deleteSession(hashToken(token)),
    createVerificationToken: async (token) => {
      await db().delete(verificationTokens).where(eq(verificationTokens.identifier, token.identifier));
      return base.createVerificationToken({ ...token, expires: onDatabaseClock(token.expires) });
    },
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
