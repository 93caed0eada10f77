import { RetryLater } from "@/lib/errors";

/** Discord answered as if the bot were not in the guild. The guild check decides; this access waits. */
export class GuildInDoubt extends RetryLater {
  constructor() {
    super(20, "the server answered as if the bot were gone");
  }
}
