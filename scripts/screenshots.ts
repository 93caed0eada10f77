/**
 * Takes a picture of every screen, in both widths and colour schemes, into `screenshots/`:
 *     npm run screenshots
 *     npm run screenshots -- dashboard
 */
import { buildForJourneys, journeys } from "./testing/journeys";

const config = ["--config", "scripts/screenshots/playwright.config.ts"];
const tally = (await buildForJourneys()) ? await journeys([...config, ...process.argv.slice(2)]) : null;
console.log(
  tally?.failures.length === 0 ? "The pictures are in screenshots/" : "Not every picture was taken",
);
process.exitCode = tally?.failures.length === 0 ? 0 : 1;
