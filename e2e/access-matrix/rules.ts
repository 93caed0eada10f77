/*
 * Who may open which address and call which action. The matrix is made from the build: an address or an action that has
 * no rule here fails the test.
 */

/** Pages of a business and their data: strangers sign in, other merchants find nothing, members see them. */
export const ofMembers = /^\/(\[business\]|api\/dashboard\/\[business\])(\/|$)/;

/** Only admins get past the door; viewers see the same as strangers to the business. Each with the status that admins get. */
export const ofAdmins: Record<string, number> = {
  "/[business]/servers/connect": 307,
  "/[business]/export/[list]": 200,
  "/[business]/emails/[email]": 200,
};

/** The public API, by key. */
export const byApiKey = /^\/api\/(customers|entitlements|payments|products|subscriptions|webhooks)(\/|$)/;

/** Open to everybody, because they show nothing of a business, or because their address or body carries the proof. */
export const open: Record<string, string> = {
  "/": "signs in, or goes to one's own business",
  "/account": "one's own sessions and passkeys",
  "/account/invitations": "one's own invitations",
  "/account/prove": "needs a session, which may lack the second step",
  "/_global-error": "says that something went wrong",
  "/_not-found": "says that there is nothing",
  "/favicon.ico": "a picture",
  "/icon.svg": "a picture",
  "/api/logos/[business]": "a picture",
  "/.well-known/security.txt": "says where to report a vulnerability",
  "/docs/api": "the reference of the public API",
  "/api/openapi.json": "the same for machines",
  "/api/[...path]": "answers 404 in the API's format",
  "/api/health": "ok or not; more with METRICS_TOKEN",
  "/api/metrics": "needs METRICS_TOKEN",
  "/api/hooks/payments/[connection]": "needs the provider's signature",
  "/api/hooks/discord": "needs Discord's signature",
  "/api/auth/[...nextauth]": "asks for a sign-in mail",
  "/sign-in": "asks for the address",
  "/sign-in/sent": "says that a mail was sent",
  "/sign-in/confirm": "needs the mailed token",
  "/sign-in/use": "needs the mailed token",
  "/buy/[product]": "a product that is for sale",
  "/buy/[product]/thanks": "says that a mail will come",
  "/buy/[product]/thanks/[checkout]": "needs the token and the browser of a checkout",
  "/connect/discord/[token]": "needs the mailed token",
  "/connect/discord/[token]/closed": "needs the mailed token",
  "/discord/authorized": "needs a round trip of this browser",
  "/discord/confirm": "needs the key of a held account, in its browser",
  "/discord/installed": "needs a round trip of this browser",
  "/discord/installed/server/[guild]": "shows a server to its members only",
  "/discord/installed/stopped": "shows why this browser's round trip stopped",
  "/discord/refused/[why]": "says why a round trip was refused",
  "/discord/result/[id]": "needs a round trip of this browser",
  "/portal": "asks for the address, or shows one's own access",
  "/portal/session/[token]": "needs the token",
  "/portal/sign-in/[token]": "needs the mailed token",
};

/** Actions of every member, about what is theirs alone. All others are of admins and owners. */
export const ofViewers = [
  "components/lists/actions.ts deleteView",
  "components/lists/actions.ts renameView",
  "components/lists/actions.ts saveView",
];

/** Actions of people who are no members: what proves that they may. All others are of admins and owners. */
export const openActions: Record<string, string> = {
  "components/account/actions.ts acceptInvitation": "one's own session",
  "components/account/actions.ts declineInvitation": "one's own session",
  "components/account/actions.ts endSession": "one's own session",
  "components/account/actions.ts finishPasskey": "one's own session, with a recent proof",
  "components/account/actions.ts makeRecoveryCodes": "one's own session, with a recent proof",
  "components/account/actions.ts removePasskey": "one's own session, with a recent proof",
  "components/account/actions.ts startPasskey": "one's own session, with a recent proof",
  "components/buy/actions.ts joinNow": "the token and the browser of a checkout",
  "components/buy/actions.ts startCheckout": "a product that is for sale",
  "components/connect/actions.ts confirmAccount": "the key of a held account, in its browser",
  "components/connect/actions.ts resendLink": "the mailed token",
  "components/connect/actions.ts retryAccess": "a round trip of this browser",
  "components/connect/actions.ts useAnotherAccount": "the key of a held account, in its browser",
  "components/portal/actions.ts connectDiscord": "a portal session",
  "components/portal/actions.ts openProviderPortal": "a portal session",
  "components/portal/actions.ts pickLanguage": "changes the browser's own language, and a portal session's",
  "components/portal/actions.ts requestLink": "nothing: it only mails",
  "components/portal/actions.ts restoreAccess": "a portal session",
  "components/portal/actions.ts retryAccess": "a portal session",
  "components/portal/actions.ts signIn": "the mailed token",
  "components/portal/actions.ts signOut": "ends one's own session",
  "components/shell/actions.ts updateTheme": "a cookie of one's own",
  "components/proof/actions.ts finishProof": "one's own session, which may lack the second step",
  "components/proof/actions.ts proveByCode": "one's own session, which may lack the second step",
  "components/proof/actions.ts startProof": "one's own session, which may lack the second step",
  "components/sign-in/actions.ts signInAgain": "ends one's own session",
  "components/sign-in/actions.ts signInDemo": "the demo",
  "components/sign-in/actions.ts signOut": "ends one's own session",
  "components/sign-in/actions.ts signOutEverywhere": "ends one's own sessions",
};
