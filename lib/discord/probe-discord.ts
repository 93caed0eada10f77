import { recordAnswer, recordNoAnswer } from "./outage";
import { answersAtAll } from "./request";

/** Asks whether Discord answers, and records it for all processes. */
export async function probeDiscord(): Promise<void> {
  if (await answersAtAll()) await recordAnswer();
  else await recordNoAnswer();
}
