import { expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { finishInstall, startInstall } from "@/lib/guilds/connect-guild";
import { actor, openWorld } from "@/test/world/merchant-world";

test("a redirect that another issuer answers is named as such", async () => {
  const { businessId } = await openWorld();
  const url = await inTransaction((tx) =>
    startInstall(tx, { businessId, userId: actor.id, browser: "browser" }),
  );
  const state = new URL(url).searchParams.get("state");
  const answer = (iss: string | null) =>
    finishInstall(
      { state, code: null, error: "access_denied", iss, guildId: null },
      { browser: "browser", userId: actor.id, actor },
    );
  const message = (words: string) => ({ kind: "refused", message: expect.stringContaining(words) });
  const sandbox = new URL(url).origin;
  expect(await answer("https://evil.example/path")).toEqual(
    message(`Discord answered as https://evil.example, expected ${sandbox}.`),
  );
  expect(await answer("<b>")).toEqual(message("Discord answered as something unreadable"));
  expect(await answer(sandbox)).toEqual({ kind: "cancelled" });
});
