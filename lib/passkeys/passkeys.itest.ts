import { and, asc, eq, like, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, businesses, emails, members, recoveryCodes, sessions, users } from "@/db/schema";
import { hashToken, randomToken } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { findMembership, type Person } from "@/lib/membership";
import type { MemberRole } from "@/lib/rights";
import { readSession } from "@/lib/sessions";
import { newAuthenticator } from "@/test/world/authenticator";
import { finishPasskey, startPasskey } from "./add-passkey";
import { passkeysOf } from "./find-passkeys";
import { requireFreshProof, requireOwnProof, requirePasskey, requireSecondStep } from "./proof";
import { finishProof, startProof } from "./prove";
import { makeRecoveryCodes, proveByCode } from "./recovery-codes";
import { removePasskey, resetPasskeys } from "./remove-passkey";
import { membersWithoutPasskey, requirePasskeys } from "./requirement";

const { origin } = new URL(env().APP_URL);

async function newPerson(): Promise<Person> {
  const id = newId("user");
  const person = { id, email: `${id.toLowerCase()}@x.test`, name: null };
  await db().insert(users).values(person);
  return person;
}

async function newSession({ id: userId }: Person): Promise<string> {
  const token = randomToken();
  await db()
    .insert(sessions)
    .values({ sessionToken: hashToken(token), userId, expires: sql`now() + interval '1 day'` });
  return token;
}

async function newBusiness(person: Person, role: MemberRole) {
  const id = newId("business");
  await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Bean There" });
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId: id, userId: person.id, role });
  return id;
}

async function join(person: Person, businessId: string, role: MemberRole) {
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId, userId: person.id, role });
}

async function memberOf(person: Person, businessId: string) {
  const found = await findMembership(db(), person, businessId.toLowerCase());
  if (!found) throw new Error("no member");
  return found;
}

async function proofOf(token: string) {
  const session = await readSession(db(), token);
  if (!session) throw new Error("no session");
  return session.proof;
}

async function changeSession(token: string, change: Record<string, unknown>): Promise<void> {
  await db()
    .update(sessions)
    .set(change)
    .where(eq(sessions.sessionToken, hashToken(token)));
}

/** A person with a passkey, the session they added it in, and their recovery codes. */
async function personWithPasskey() {
  const person = await newPerson();
  const token = await newSession(person);
  const device = newAuthenticator();
  const { challenge } = await startPasskey(person, token);
  const { codes } = await finishPasskey(person, token, device.make(challenge, { origin }), "Laptop");
  return { person, token, device, codes: codes ?? [] };
}

test("a passkey counts for its own person, in every session, and proves only the one it was added in", async () => {
  const { person, token } = await personWithPasskey();
  const other = await newSession(person);
  expect(await proofOf(token)).toMatchObject({ hasPasskey: true, proved: true, fresh: true });
  expect(await proofOf(other)).toMatchObject({ hasPasskey: true, proved: false, fresh: false });
  const stranger = await newSession(await newPerson());
  expect(await proofOf(stranger)).toMatchObject({ hasPasskey: false, proved: false });
});

test("using the passkey proves a session; the proof is fresh for ten minutes", async () => {
  const { person, device } = await personWithPasskey();
  const token = await newSession(person);
  const { challenge, allowCredentials } = await startProof(person, token);
  expect(allowCredentials).toMatchObject([{ id: device.id, transports: ["internal"] }]);
  await finishProof(person, token, device.use(challenge, { origin }));
  expect(await proofOf(token)).toMatchObject({ proved: true, fresh: true });
  await changeSession(token, { provedAt: sql`now() - interval '9 minutes'` });
  expect(await proofOf(token)).toMatchObject({ proved: true, fresh: true });
  await changeSession(token, { provedAt: sql`now() - interval '11 minutes'` });
  expect(await proofOf(token)).toMatchObject({ proved: true, fresh: false });
});

const lies = {
  "without checking the person": { verified: false },
  "for another website": { origin: "https://evil.test", rpId: new URL(origin).hostname },
  "for another relying party": { rpId: "evil.test" },
};

test.each(Object.entries(lies))("an answer %s is refused, and uses up its challenge", async (_, lie) => {
  const { person, device } = await personWithPasskey();
  const token = await newSession(person);
  const { challenge } = await startProof(person, token);
  await expect(finishProof(person, token, device.use(challenge, { origin, ...lie }))).rejects.toThrow(
    "could not be verified",
  );
  await expect(finishProof(person, token, device.use(challenge, { origin }))).rejects.toThrow("expired");
  expect(await proofOf(token)).toMatchObject({ proved: false });

  const added = await newSession(await newPerson());
  const { person: adder } = (await readSession(db(), added)) ?? { person };
  const registration = await startPasskey(adder, added);
  const made = newAuthenticator().make(registration.challenge, { origin, ...lie });
  await expect(finishPasskey(adder, added, made, "x")).rejects.toThrow("could not be verified");
  expect(await passkeysOf(db(), adder.id)).toEqual([]);
});

test("a challenge belongs to one session, works once, and for five minutes", async () => {
  const { person, device } = await personWithPasskey();
  const [one, other] = [await newSession(person), await newSession(person)];
  const { challenge } = await startProof(person, one);
  await startProof(person, other);
  const answer = device.use(challenge, { origin });
  await expect(finishProof(person, other, answer)).rejects.toThrow("could not be verified");
  await finishProof(person, one, answer);
  await expect(finishProof(person, one, answer)).rejects.toThrow("expired");

  const late = await startProof(person, other);
  await changeSession(other, { challengeUntil: sql`now() - interval '1 second'` });
  await expect(finishProof(person, other, device.use(late.challenge, { origin }))).rejects.toThrow("expired");
});

test("somebody else's passkey proves nothing", async () => {
  const [mine, theirs] = [await personWithPasskey(), await personWithPasskey()];
  const token = await newSession(mine.person);
  const { challenge } = await startProof(mine.person, token);
  const answer = theirs.device.use(challenge, { origin });
  await expect(finishProof(mine.person, token, answer)).rejects.toThrow("isn't one of yours");
  const again = await startProof(mine.person, token);
  const disguised = { ...theirs.device.use(again.challenge, { origin }), id: mine.device.id };
  await expect(finishProof(mine.person, token, disguised)).rejects.toThrow("could not be verified");
});

test.each([null, {}, { id: "a\u0000" }, { id: "x", response: {} }])(
  "odd answers are refused: %j",
  async (odd) => {
    const { person, token } = await personWithPasskey();
    await startProof(person, token);
    await expect(finishProof(person, token, odd as never)).rejects.toThrow();
    await startPasskey(person, token);
    await expect(finishPasskey(person, token, odd as never, "x")).rejects.toThrow();
  },
);

test("a counter that doesn't grow means a copied key", async () => {
  const { person, token, device } = await personWithPasskey();
  const use = async (counter: number) => {
    const { challenge } = await startProof(person, token);
    return finishProof(person, token, device.use(challenge, { origin, counter }));
  };
  await use(7);
  await expect(use(7)).rejects.toThrow("could not be verified");
  await expect(use(0)).rejects.toThrow("could not be verified");
  await use(8);
});

test("the same passkey can't be added twice, not even by another person", async () => {
  const { device } = await personWithPasskey();
  const person = await newPerson();
  const token = await newSession(person);
  const { challenge } = await startPasskey(person, token);
  await expect(finishPasskey(person, token, device.make(challenge, { origin }), "x")).rejects.toThrow(
    "added already",
  );
  expect(await proofOf(token)).toMatchObject({ hasPasskey: false, proved: false });
});

test("a recovery code works once, for its own person, however it is typed", async () => {
  const { person, codes } = await personWithPasskey();
  const [first = "", second = ""] = codes;
  expect(new Set(codes).size).toBe(10);
  const token = await newSession(person);
  const stranger = await personWithPasskey();
  await expect(proveByCode(stranger.person, stranger.token, first)).rejects.toThrow("isn't valid");
  await proveByCode(person, token, ` ${first.toUpperCase().replaceAll("-", " ")} `);
  expect(await proofOf(token)).toMatchObject({ proved: true, fresh: true });
  await expect(proveByCode(person, token, first)).rejects.toThrow("isn't valid");

  const newer = await makeRecoveryCodes(person);
  await expect(proveByCode(person, token, second)).rejects.toThrow("isn't valid");
  await proveByCode(person, token, newer[0] ?? "");
  const rows = await db().select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.id));
  expect(rows.map(({ hash }) => hash).filter((hash) => newer.includes(hash))).toEqual([]);
});

test("after ten wrong recovery codes even a right one has to wait", async () => {
  const { person, token, codes } = await personWithPasskey();
  for (let i = 0; i < 10; i++)
    await expect(proveByCode(person, token, `wrong-${i}`)).rejects.toThrow("isn't valid");
  await expect(proveByCode(person, token, codes[0] ?? "")).rejects.toMatchObject({
    code: "too_many_requests",
  });
});

test("a business that requires passkeys asks its owners and admins, and again for sensitive actions", async () => {
  const { person, token } = await personWithPasskey();
  const [admin, viewer] = [await newPerson(), await newPerson()];
  const businessId = await newBusiness(person, "owner");
  await join(admin, businessId, "admin");
  await join(viewer, businessId, "viewer");
  const adminsProof = await proofOf(await newSession(admin));
  const require = async (by: Person, required: boolean) => {
    const member = await memberOf(by, businessId);
    return inTransaction((tx) => requirePasskeys(tx, member, required));
  };
  await expect(require(admin, true)).rejects.toThrow("Add a passkey to your own account first");
  requireFreshProof(await memberOf(admin, businessId), adminsProof);

  await require(person, true);
  expect(await membersWithoutPasskey(db(), businessId)).toEqual([admin.email]);
  const [owner, asAdmin, asViewer] = [
    await memberOf(person, businessId),
    await memberOf(admin, businessId),
    await memberOf(viewer, businessId),
  ];
  expect(() => requirePasskey(asAdmin, adminsProof)).toThrow("requires a passkey");
  requirePasskey(asViewer, await proofOf(await newSession(viewer)));
  requirePasskey(owner, await proofOf(token));
  requireFreshProof(owner, await proofOf(token));
  await changeSession(token, { provedAt: sql`now() - interval '11 minutes'` });
  const stale = await proofOf(token);
  requireSecondStep(stale);
  expect(() => requireFreshProof(owner, stale)).toThrow("Confirm that it's you");
  const unproved = await proofOf(await newSession(person));
  expect(() => requireSecondStep(unproved)).toThrow("Confirm that it's you");
});

test("one's own passkeys change only after a recent proof, and the first is added only in a new session", async () => {
  const { token } = await personWithPasskey();
  requireOwnProof(await proofOf(token));
  await changeSession(token, { provedAt: sql`now() - interval '11 minutes'` });
  const stale = await proofOf(token);
  expect(() => requireOwnProof(stale)).toThrow("Confirm that it's you");
  const first = await newSession(await newPerson());
  requireOwnProof(await proofOf(first));
  await changeSession(first, { createdAt: sql`now() - interval '61 minutes'` });
  const old = await proofOf(first);
  expect(() => requireOwnProof(old)).toThrow("Sign in again first");
});

test("the last passkey stays while a business requires one; without it, its codes are gone too", async () => {
  const { person, token, codes } = await personWithPasskey();
  const businessId = await newBusiness(person, "owner");
  const owner = await memberOf(person, businessId);
  await inTransaction((tx) => requirePasskeys(tx, owner, true));
  const device = newAuthenticator();
  const { challenge } = await startPasskey(person, token);
  const more = await finishPasskey(person, token, device.make(challenge, { origin }), "Phone");
  expect(more.codes).toBeNull();
  const both = await passkeysOf(db(), person.id);
  const removed = await Promise.allSettled(both.map(({ id }) => removePasskey(person, id)));
  expect(removed.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [last] = await passkeysOf(db(), person.id);
  await expect(removePasskey(person, last?.id ?? "")).rejects.toThrow("Bean There requires a passkey");
  await expect(removePasskey(await newPerson(), last?.id ?? "")).rejects.toThrow("not found");

  await inTransaction((tx) => requirePasskeys(tx, owner, false));
  await removePasskey(person, last?.id ?? "");
  await expect(proveByCode(person, token, codes[0] ?? "")).rejects.toThrow("isn't valid");
  await expect(makeRecoveryCodes(person)).rejects.toThrow("Add a passkey first");
});

test("the operator's reset removes passkeys, codes and sessions", async () => {
  const { person, token } = await personWithPasskey();
  await expect(resetPasskeys("nobody@x.test")).rejects.toThrow("not found");
  expect(await resetPasskeys(person.email.toUpperCase())).toEqual({ passkeys: 1 });
  expect(await readSession(db(), token)).toBeNull();
  expect(await proofOf(await newSession(person))).toMatchObject({ hasPasskey: false });
});

test("each change is in the audit log of the person's businesses and in their mailbox", async () => {
  const { person, token, codes } = await personWithPasskey();
  const businessId = await newBusiness(person, "viewer");
  await makeRecoveryCodes(person);
  await expect(proveByCode(person, token, codes[0] ?? "")).rejects.toThrow();
  const [code = ""] = await makeRecoveryCodes(person);
  await proveByCode(person, token, code);
  for (const { id } of await passkeysOf(db(), person.id)) await removePasskey(person, id);
  await resetPasskeys(person.email);
  const entries = await db()
    .select({ action: auditEntries.action, actor: auditEntries.actor, details: auditEntries.details })
    .from(auditEntries)
    .where(eq(auditEntries.businessId, businessId))
    .orderBy(asc(auditEntries.createdAt));
  expect(entries.map(({ action, actor }) => [action, actor.kind])).toEqual([
    ["member.recovery_codes_made", "person"],
    ["member.recovery_codes_made", "person"],
    ["member.recovery_code_used", "person"],
    ["member.passkey_removed", "person"],
    ["member.passkeys_reset", "system"],
  ]);
  expect(entries[2]?.details).toEqual({ email: person.email, left: 9 });
  const sent = await db()
    .select({ id: emails.id })
    .from(emails)
    .where(and(eq(emails.to, person.email), like(emails.uniqueKey, "second-step:%")));
  expect(sent).toHaveLength(6);
});
