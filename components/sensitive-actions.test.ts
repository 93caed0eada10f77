import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * What a business that requires passkeys asks a recent proof for: actions that let a stranger keep a foot in the door,
 * or that touch many people.
 */
const sensitive: Record<string, string[]> = {
  // New keys would outlive the stranger's session.
  "developers/actions.ts": ["createApiKey"],
  // These change everyone who holds the entitlement, or buys the product.
  "entitlements/actions.ts": [
    "updateEntitlement",
    "attachProduct",
    "detachProduct",
    "endEntitlement",
    "deleteEntitlement",
  ],
  "grants/actions.ts": ["startGrantRun"],
  // What a provider says is believed.
  "payments/actions.ts": [
    "connectProvider",
    "rotateSecret",
    "replaceKey",
    "disconnectProvider",
    "savePolicy",
  ],
  "servers/actions.ts": ["disconnectServer"],
  "settings/actions.ts": ["requirePasskeys"],
  "team/actions.ts": ["invitePerson", "changeMemberRole", "removeMember", "withdrawInvite"],
  // Events carry customers' data to the endpoint, and a secret forges them.
  "webhooks/actions.ts": [
    "createEndpoint",
    "updateEndpoint",
    "deleteEndpoint",
    "revealSecret",
    "rotateSecret",
  ],
};

/** Actions whose names sound sensitive, and why they are not. */
const ordinary: Record<string, string> = {
  "developers/actions.ts revokeApiKey": "a leaked key must be stopped at once",
  "webhooks/actions.ts deleteHeader": "sends less than before",
  "account/actions.ts endSession": "one's own session",
  "email/actions.ts removeLogo": "a picture",
  "overview/actions.ts removeMyAccess": "ends one's own trial",
  "account/actions.ts removePasskey": "goes through ownPasskeyAction",
  "lists/actions.ts deleteView": "one's own bookmark",
  "connect/actions.ts": "customers' actions",
  "portal/actions.ts": "customers' actions",
};

const soundsSensitive =
  /^(change|connect|delete|disconnect|end|invite|remove|replace|require|reveal|revoke|rotate|start\w*Run)|^create\w*(Key|Secret|Token)$/;

type Action = { file: string; name: string; body: string };

const actions: Action[] = readdirSync("components", { recursive: true, encoding: "utf8" })
  .filter((file) => /actions?\.ts$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(`components/${file}`, "utf8");
    return text
      .split(/^export async function /m)
      .slice(1)
      .map((part) => ({ file, name: /^\w+/.exec(part)?.[0] ?? "", body: part }));
  });

const isListed = ({ file, name }: Action) => sensitive[file]?.includes(name) ?? false;
const title = ({ file, name }: Action) => `${file} ${name}`;

test("each listed action asks for a recent proof, and no other does", () => {
  const proven = actions.filter(({ body }) => body.includes("return provenAction("));
  expect(proven.map(title)).toEqual(actions.filter(isListed).map(title));
  expect(proven).toHaveLength(Object.values(sensitive).flat().length);
});

test("an action that sounds sensitive is listed, or has a reason not to be", () => {
  const undecided = actions
    .filter((action) => soundsSensitive.test(action.name) && !isListed(action))
    .filter((action) => !(title(action) in ordinary || action.file in ordinary));
  expect(undecided.map(title)).toEqual([]);
});

test("changes of one's own passkeys and codes ask for a recent proof", () => {
  const own = actions.filter(
    ({ file, body }) => file.startsWith("account/") && /\b(adding|codes|removing)\./.test(body),
  );
  expect(own.map(({ name }) => name)).toEqual([
    "startPasskey",
    "finishPasskey",
    "removePasskey",
    "makeRecoveryCodes",
  ]);
  expect(own.every(({ body }) => body.includes("return ownPasskeyAction("))).toBe(true);
});

test("every form of a sensitive action asks for the passkey and goes on", () => {
  const forms = readdirSync("components", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .flatMap((file) => {
      const text = readFileSync(`components/${file}`, "utf8");
      const from = /from "(?:\.\/|@\/components\/(\w+)\/)actions"/.exec(text);
      if (!from) return [];
      const folder = from[1] ?? file.split("/")[0];
      return (sensitive[`${folder}/actions.ts`] ?? [])
        .filter((name) => new RegExp(`useActionForm\\(${name}\\b`).test(text))
        .map((name) => `${file} ${name}`);
    });
  expect(forms).toEqual([]);
});
