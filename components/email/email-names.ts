import type { EmailTemplate } from "@/lib/email/try-email";

/** The emails by name, for people of the business. Those to customers come first. */
export const emailNames: Record<EmailTemplate, string> = {
  "join-discord": "Join the Discord",
  "claim-reminder": "Reminder to connect",
  "access-ready": "Access is ready",
  "reconnect-discord": "Something to do in Discord",
  "access-ended": "Access has ended",
  "account-switched": "Discord account switched",
  "portal-sign-in": "Sign-in link to the portal",
  "server-needs-attention": "A server needs attention",
  "server-recovered": "A server has recovered",
  "role-taken": "A moderator removed a role",
  "payments-need-attention": "Payments need attention",
  "webhook-failing": "A webhook endpoint is failing",
  "webhook-paused": "A webhook endpoint is paused",
  invite: "Invitation to the team",
  "sign-in": "Sign-in link to the dashboard",
  "second-step-changed": "A passkey or recovery code changed",
};
