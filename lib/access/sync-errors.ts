import { RetryLater } from "@/lib/errors";

/** Discord answered as if the bot were not in the guild. The guild check decides, and this access waits for it. */
export class GuildInDoubt extends RetryLater {
  constructor() {
    super(20, "the server answered as if the bot were gone");
  }
}
