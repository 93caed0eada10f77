import { randomBytes } from "node:crypto";
import { databaseNow } from "./clock";

/** All id prefixes. The ones that Dodo Payments also has are the same. */
export const idPrefix = {
  business: "bus",
  user: "usr",
  member: "mbr",
  invite: "inv",
  apiKey: "key",
  passkey: "psk",
  audit: "aud",
  connection: "pcn",
  product: "pdt",
  price: "prc",
  customer: "cus",
  purchase: "pur",
  checkout: "chk",
  payment: "pay",
  subscription: "sub",
  entitlement: "ent",
  grant: "entg",
  grantEvent: "gev",
  inboxEvent: "ine",
  fact: "fct",
  email: "eml",
  webhook: "whk",
  delivery: "dlv",
  attempt: "att",
  account: "dac",
  accountSwitch: "acs",
  state: "ost",
  portalSession: "pse",
  signInLink: "sil",
  bulkRun: "run",
  idempotency: "idk",
  request: "req",
  savedView: "svw",
} as const;

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * A new id: prefix, `_`, 21 characters. The first 8 are the time in milliseconds in base 62, so ids sort by creation.
 * The other 13 are random (77 bits). Ids are not secrets.
 */
export function newId(noun: keyof typeof idPrefix): string {
  let time = databaseNow().getTime();
  let head = "";
  for (let place = 0; place < 8; place++) {
    head = digits.charAt(time % 62) + head;
    time = Math.floor(time / 62);
  }
  return `${idPrefix[noun]}_${head}${randomText(13)}`;
}

function randomText(length: number): string {
  let text = "";
  while (text.length < length)
    for (const byte of randomBytes(length))
      if (byte < 248 && text.length < length) text += digits.charAt(byte % 62);
  return text;
}
