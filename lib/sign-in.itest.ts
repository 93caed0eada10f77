import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import NextAuth from "next-auth";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { businesses, members, sessions, users, verificationTokens } from "@/db/schema";
import { setOwnClockAhead, setOwnClockRight } from "@/test/world/own-clock";
import { env } from "./env";
import { readSession, sessionCookie } from "./sessions";
import { authOptions } from "./sign-in";

// Outside a request there is no browser.
vi.mock("next/headers", () => ({
  cookies: async () => new Map<string, { value: string }>(),
  headers: async () => new Headers(),
}));

const email = "mona@x.test";

beforeAll(async () => {
  await db().insert(users).values({ id: "usr_mona", email });
  await db().insert(businesses).values({ id: "bus_1", slug: "demo", name: "Demo" });
  await db().insert(members).values({ id: "mbr_1", businessId: "bus_1", userId: "usr_mona", role: "owner" });
});
afterEach(setOwnClockRight);

/** Asks next-auth as a browser does, and returns what it sets and where it sends the browser. */
async function ask(nextauth: string[], query: Record<string, string>) {
  const headers: Record<string, string | string[]> = {};
  const response = {
    status: () => response,
    getHeader: (name: string) => headers[name.toLowerCase()],
    setHeader: (name: string, value: string | string[]) => {
      headers[name.toLowerCase()] = value;
      return response;
    },
    send: () => {},
    end: () => {},
  };
  const request = { method: "GET", query: { nextauth, ...query }, cookies: {}, headers: {}, body: {} };
  await NextAuth(request as never, response as never, authOptions());
  const set = [headers["set-cookie"] ?? []].flat().find((each) => each.startsWith(sessionCookie().name));
  return { location: headers.location, token: set?.split(/[=;]/)[1] };
}

type Aheads = { maker: number; opener: number };

/**
 * A process makes a link as next-auth does, and a process opens it `ageMinutes` later. Their clocks are that many
 * minutes ahead.
 */
async function openLink(ageMinutes: number, { maker, opener }: Aheads) {
  setOwnClockAhead({ minutes: maker });
  const token = "the token in the mail";
  const stored = createHash("sha256").update(`${token}${env().AUTH_SECRET}`).digest("hex");
  const expires = new Date(Date.now() + 15 * 60_000);
  await authOptions().adapter?.createVerificationToken?.({ identifier: email, token: stored, expires });
  const age = sql`make_interval(secs => ${ageMinutes * 60})`;
  await db()
    .update(verificationTokens)
    .set({ expires: sql`${verificationTokens.expires} - ${age}` });
  setOwnClockAhead({ minutes: opener });
  return ask(["callback", "email"], { token, email, callbackUrl: env().APP_URL });
}

test.each([
  { maker: 0, opener: 0 },
  { maker: 10, opener: 10 },
  { maker: 20, opener: 0 },
  { maker: 0, opener: 20 },
  { maker: -20, opener: 20 },
])(
  "a link works for 15 minutes, with the clock of its maker at $maker and of its opener at $opener",
  async (aheads) => {
    for (const age of [0, 14]) {
      const { token = "" } = await openLink(age, aheads);
      expect(await readSession(db(), token)).toMatchObject({ person: { email } });
    }
    const late = await openLink(16, aheads);
    expect(late).toMatchObject({ token: undefined, location: expect.stringContaining("error=Verification") });
  },
);

test.each([0, 10, -10])("a session lasts 30 days, our own clock %i minutes ahead", async (minutes) => {
  const { token = "" } = await openLink(0, { maker: 0, opener: minutes });
  const [row] = await db().execute(
    sql`select extract(epoch from max(expires) - now())::float8 / 86400 as days from sessions`,
  );
  expect(row?.days).toBeCloseTo(30, 3);
  await db().update(sessions).set({ expires: sql`now() + interval '5 minutes'` });
  expect(await readSession(db(), token)).toMatchObject({ person: { email } });
  await db().update(sessions).set({ expires: sql`now() - interval '5 minutes'` });
  expect(await readSession(db(), token)).toBeNull();
  await db().delete(sessions).where(eq(sessions.userId, "usr_mona"));
});
