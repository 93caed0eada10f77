/** The crash points C1–C29 of the failure model, and which moments of which scenarios each of them is. */

export type Case = {
  id: string;
  what: string;
  /** Absent where something other than a death at a point happens; see `disasters.ts`. */
  moments?: { scenario: RegExp; moment: RegExp };
};

const worker = /sale|upgrade|again|ends|kicks|mailed|gone/;
const connecting = /^a claim$|^a switch of accounts$/;

export const cases: readonly Case[] = [
  c("C1", "an event has come, and is not stored", /comes in/, /^before:commit .*inbox_events/),
  c("C2", "an event is stored, and not answered", /comes in/, /^after:commit .*inbox_events/),
  { id: "C3", what: "Postgres is down when an event comes" },
  c("C4", "in the transaction that applies an event", worker, /^before:commit .*inbox_events/),
  c("C5", "a grant is there, its mail not yet seen", worker, /^after:commit .*inbox_events/),
  c("C6", "a mail is accepted, and not recorded", worker, /^(after:POST \/emails|before:commit emails)/),
  c("C7", "a mail is refused", /mailed/, /commit emails/),
  c("C8", "a round trip to Discord has begun", /^a claim$/, /^after:commit grant_events grants oauth_states/),
  c(
    "C9",
    "the state is used, the code is not",
    connecting,
    /^(after:commit oauth_states|before:POST .*\/token)#/,
  ),
  c(
    "C10",
    "the code is used, the tokens are not stored",
    connecting,
    /^(after:POST .*\/token#|(before|after):GET .*@me|before:commit .*discord_accounts.*oauth)/,
  ),
  c("C11", "the account is connected, nothing synced", connecting, /^after:commit .*discord_accounts.*oauth/),
  c(
    "C12",
    "the member is added, and not recorded",
    /./,
    /^(after:PUT .*members\/{id}#|(before|after):commit accesses#[34])/,
  ),
  c("C13", "the member is in, the role is not given", /claim|again|switch/, /^before:PUT .*roles/),
  c(
    "C14",
    "the role is given, and not recorded",
    /./,
    /^(after:PUT .*roles|before:commit access_roles accesses .*grants)/,
  ),
  c(
    "C15",
    "delivered, and no webhook sent",
    /./,
    /^(after:commit access_roles accesses .*webhook_events|before:POST \/business)/,
  ),
  c(
    "C16",
    "a webhook is accepted, and not recorded",
    worker,
    /^(after:POST \/(business|gone)|before:commit deliveries)/,
  ),
  c("C17", "an end is decided, nothing removed", /ends|kicks|left$/, /^before:(DELETE|commit accesses#)/),
  c(
    "C18",
    "the role is taken, and not recorded",
    /ends|left$/,
    /^(after:DELETE|before:commit access_roles accesses )/,
  ),
  c(
    "C19",
    "the member is kicked, and not recorded",
    /kicks/,
    /^(after:DELETE|before:commit access_roles accesses )/,
  ),
  c("C20", "an endpoint is paused, the merchant not mailed", /gone/, /commit .*webhook_endpoints/),
  { id: "C21", what: "a rotation of keys is half done" },
  { id: "C22", what: "a migration is killed midway" },
  c("C23", "asking the provider dies on a page", /lost/, /\/dodo\/|payment_connections|commit inbox_events/),
  { id: "C24", what: "a CSV import dies" },
  c(
    "C25",
    "the web server dies in a server action",
    /sign-in|gives|^a switch of accounts$/,
    /^(before|after):commit (rate_counters|oauth_states#1|portal_sessions|audit_entries)/,
  ),
  { id: "C26", what: "Postgres restarts at once" },
  { id: "C27", what: "the database can only be read" },
  { id: "C28", what: "the event loop stands still" },
  { id: "C29", what: "a deploy: SIGTERM" },
];

function c(id: string, what: string, scenario: RegExp, moment: RegExp): Case {
  return { id, what, moments: { scenario, moment } };
}

export function casesOf(scenario: string, moment: string): Case[] {
  return cases.filter(({ moments }) => moments?.scenario.test(scenario) && moments.moment.test(moment));
}
