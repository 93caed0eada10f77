import type { EmailProps } from "./email-props";

/** What the emails tell of, to show how they look. All links lead to `link`. */
export function sampleProps(link: string): EmailProps {
  const what = { productName: "Pro plan", serverName: "The Lounge", roleName: "Pro" };
  const asked = { ...what, link, linkExpiresAt: "2027-01-08T10:00:00.000Z" };
  const endpoint = {
    endpointUrl: "https://shop.example/hooks",
    failingSince: "2027-01-01T10:00:00.000Z",
    lastFailure: "500 Internal Server Error",
    link,
  };
  return {
    "join-discord": asked,
    "claim-reminder": asked,
    "access-ready": { ...what, guildId: "0" },
    "reconnect-discord": { ...what, code: "discord_reconnect_required", link },
    "access-ended": { ...what, reason: "subscription_cancelled" },
    "account-switched": { fromName: "ana", toName: "ana.new", serverNames: ["The Lounge"] },
    "sign-in": { link },
    "portal-sign-in": { link },
    "second-step-changed": { kind: "passkey_added", passkey: "Chrome on macOS", link },
    invite: { invitedBy: "Ana", role: "admin", link },
    "server-needs-attention": {
      serverName: "The Lounge",
      roleName: "Pro",
      code: "discord_role_above_bot",
      waiting: 27,
      link,
    },
    "server-recovered": { serverName: "The Lounge", served: 27, link },
    "role-taken": {
      serverName: "The Lounge",
      roleName: "Pro",
      entitlementName: "Pro access",
      customer: "ana@example.com",
      link,
    },
    "payments-need-attention": {
      causes: [{ title: "A product with nothing attached was bought", events: 3, people: 2 }],
      more: 1,
      link,
    },
    "webhook-failing": { ...endpoint, pausesAt: "2027-01-06T10:00:00.000Z" },
    "webhook-paused": endpoint,
  };
}
