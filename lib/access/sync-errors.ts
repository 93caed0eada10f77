import { RetryLater } from "@/lib/errors";

/** Discord refused the bot's own token: an operator must act. */
export class CredentialsRefused extends RetryLater {
  constructor() {
    // All calls stop meanwhile, so waiting longer each time would only delay people once it is mended.
    super(60, "Discord refuses the bot's token", false);
  }
}

/** The guild itself answered as if the bot were gone: its check decides, and this access waits for it. */
export class GuildInDoubt extends RetryLater {
  constructor() {
    super(20, "the server answered as if the bot were gone");
  }
}
