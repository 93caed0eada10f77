import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { dodoShop } from "@/test/world/lives/dodo-shop";
import { live } from "@/test/world/lives/live";
import { paddleShop } from "@/test/world/lives/paddle-shop";
import { type ShopServer, shopServer } from "@/test/world/lives/shop-server";
import { stripeShop } from "@/test/world/lives/stripe-shop";

vi.mock("@/lib/env", () => ({ env: () => ({ OUTSIDE_HOSTS: ["127.0.0.1"] }) }));

let server: ShopServer;
beforeAll(async () => {
  server = await shopServer();
});
afterAll(() => server.close());

test.each([
  ["Dodo Payments", dodoShop(), 1_000],
  ["Stripe", stripeShop(), 400],
  ["Paddle", paddleShop(), 600],
] as const)(
  "random lives of an account at %s fold to what the table of grant life says",
  async (_, shop, lives) => {
    for (let seed = 1; seed <= lives; seed += 1) expect(await live(shop, server, seed)).toEqual([]);
  },
  120_000,
);
