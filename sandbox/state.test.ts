import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { demo, startRig } from "../test/world/sandbox-rig";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-state-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("a sandbox that is killed and restarted still has its servers, members and tokens", async () => {
  const stateFile = join(folder, "state.json");
  const first = await startRig({ stateFile });
  await first.installBot();
  await first.raiseBot();
  const { json: tokens } = await first.linkCustomer(demo.carl);
  const path = `/guilds/${demo.guild}/members/${demo.carl}`;
  await first.api("PUT", path, { access_token: tokens.access_token, roles: [demo.pro] });
  // The first one is not closed: the second only has what is on disk a moment later.
  await expect
    .poll(async () => (await readFile(stateFile, "utf8")).includes(`"${demo.carl}","nick"`), {
      timeout: 10_000,
    })
    .toBe(true);
  const second = await startRig({ stateFile });
  expect((await second.api("GET", path)).json.roles).toEqual([demo.pro]);
  const renewed = await second.token({
    grant_type: "refresh_token",
    refresh_token: String(tokens.refresh_token),
  });
  expect(renewed.status).toBe(200);
  await second.control("/reset");
  expect((await second.api("GET", path)).json.code).toBe(10004);
  await first.close();
  await second.close();
});
