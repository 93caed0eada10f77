import type { FailureCode } from "@/db/schema";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How a customer's story ends. */
export type Fate =
  | "in"
  | "late founder"
  | "past due"
  | "ends at period end"
  | "left the server"
  | "switched account"
  | "mail just sent"
  | "unopened"
  | "opened"
  | "link expired"
  | "cancelled before connecting"
  | "cancelled"
  | "subscription expired"
  | "paused"
  | "on hold"
  | "refunded"
  | "dispute lost"
  | "revoked by hand"
  | "downgraded"
  | "end date reached"
  | "hold and back"
  | "pause and back"
  | Extract<
      FailureCode,
      | "discord_reconnect_required"
      | "discord_server_limit"
      | "discord_account_unverified"
      | "discord_member_banned"
    >;
type Offer = "Pro" | "VIP" | "Lifetime" | "direct";

export type Customer = {
  name: string;
  email: string;
  username: string;
  offer: Offer;
  fate: Fate;
  at: { bought: Date; opened: Date; connected: Date; ended: Date; back: Date };
};

/** How many customers of each fate, by what they bought. */
const counts: [Offer, Fate, number][] = [
  ["Pro", "in", 150],
  ["VIP", "in", 62],
  ["Lifetime", "in", 30],
  ["direct", "in", 16],
  ["Lifetime", "late founder", 23],
  ["Pro", "ends at period end", 12],
  ["VIP", "ends at period end", 5],
  ["Pro", "past due", 6],
  ["Pro", "left the server", 6],
  ["Pro", "switched account", 5],
  ["Pro", "mail just sent", 6],
  ["Pro", "unopened", 22],
  ["VIP", "unopened", 9],
  ["Pro", "opened", 14],
  ["VIP", "opened", 5],
  ["Pro", "link expired", 14],
  ["Lifetime", "link expired", 4],
  ["Pro", "cancelled before connecting", 4],
  ["Pro", "cancelled", 26],
  ["VIP", "cancelled", 8],
  ["Pro", "subscription expired", 9],
  ["Pro", "paused", 7],
  ["Pro", "on hold", 9],
  ["Lifetime", "refunded", 8],
  ["Lifetime", "dispute lost", 2],
  ["Pro", "revoked by hand", 5],
  ["VIP", "downgraded", 7],
  ["direct", "end date reached", 5],
  ["Pro", "hold and back", 5],
  ["VIP", "pause and back", 4],
  ["Pro", "discord_reconnect_required", 3],
  ["Pro", "discord_server_limit", 4],
  ["Pro", "discord_account_unverified", 3],
  ["VIP", "discord_member_banned", 2],
];

const firstNames =
  "Ada Amir Anya Ben Bianca Chidi Clara Dario Dina Elif Emil Esra Farid Freya Gael Greta Hana Hiro Ines Ivan Jade Jonas Kaya Kofi Lena Luca Maya Milo Nadia Nils Olga Omar Petra Quinn Rosa Sami Tara Theo Uma Yuki".split(
    " ",
  );
const lastNames =
  "Abbott Adler Baker Berg Costa Diaz Eriksen Fischer Garcia Haddad Ito Jansen Kaya Kim Larsen Lopez Mbeki Moreau Novak Okafor Olsen Park Petrov Quist Reyes Rossi Sato Silva Tanaka Weber".split(
    " ",
  );

/** The five hundred customers: the same each time, except for their dates, which end today. */
export function makeCustomers(now: number): Customer[] {
  const random = seeded(20_260_105);
  const fates = counts.flatMap(([offer, fate, count]) =>
    Array.from({ length: count }, () => ({ offer, fate })),
  );
  return fates.map(({ offer, fate }, index) => {
    const first = firstNames[index % firstNames.length] ?? "";
    const last = lastNames[(index * 7 + Math.floor(index / firstNames.length)) % lastNames.length] ?? "";
    const username = `${first}.${last}${index < 40 ? "" : index}`.toLowerCase();
    const person = { name: `${first} ${last}`, email: `${username}@example.com`, username };
    return { ...person, offer, fate, at: times(fate, now, random) };
  });
}

function times(fate: Fate, now: number, random: () => number): Customer["at"] {
  const bought = now - age(fate, random);
  const between = (from: number, to: number) => from + (to - from) * random();
  const opened = Math.min(bought + 2 * minute + 30 * hour * random() ** 3, between(bought, now));
  const connected = Math.min(opened + 20_000 + 2 * minute * random(), between(opened, now));
  const ended = between(connected, now - 2 * minute);
  const back = between(ended, now - minute);
  const dates = Object.entries({ bought, opened, connected, ended, back });
  return Object.fromEntries(dates.map(([name, at]) => [name, new Date(at)])) as Customer["at"];
}

/** How long ago they bought; recent purchases are more frequent. */
function age(fate: Fate, random: () => number): number {
  const share = random() ** 1.4;
  if (fate === "mail just sent") return minute + 12 * minute * share;
  if (fate === "unopened" || fate === "opened") return hour + 6 * day * share;
  if (fate === "late founder") return hour + 5 * day * share;
  if (fate === "link expired") return 12 * day + 45 * day * share;
  if (fate === "in") return 2 * hour + 60 * day * share;
  return 6 * day + 54 * day * share;
}

/** Mulberry32, a small random generator, so that the demo looks the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
