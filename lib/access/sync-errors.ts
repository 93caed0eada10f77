import { RetryLater } from "@/lib/errors";

/** The guild itself answered as if the bot were gone: its check decides, and this access waits for it. */
export class GuildInDoubt extends RetryLater {
  constructor() {
    super(20, "the server answered as if the bot were gone");
  }
}
