import type { Settings } from "../settings";

/** What is real in a trial and what the sandbox plays, what to register at Discord, and what to do next. */
export function describeTrial({ env, appUrl, sandboxUrl }: Settings): string {
  const application = env.DISCORD_CLIENT_ID;
  const portal = `https://discord.com/developers/applications/${application}`;
  return `
Trial on this machine, with your own Discord application
  Discord    real: application ${application}
  Mail       sandbox: nothing is sent; read it at ${sandboxUrl}/inbox
  Payments   sandbox: buy as any customer at ${sandboxUrl}/shop

1. Register both redirects at ${portal}/oauth2
     ${appUrl}/discord/installed
     ${appUrl}/discord/authorized
2. Turn on "Requires OAuth2 Code Grant" at ${portal}/bot
3. Sign in at ${appUrl} as merchant@demo.test, open the link at ${sandboxUrl}/inbox, and connect your server.
To go live, see "Going live" in README.md.
`;
}
