import { Hono } from "hono";
import type { ApiEnv } from "../api-gate";
import type { World } from "../state";
import { authorizePages } from "./authorize-page";
import { discordOf } from "./discord";
import { discordRest } from "./rest";
import { serverPages } from "./servers-page";
import { tokenRoutes } from "./token";

/** Discord: its API, its consent page, and the page that shows its servers. */
export function discordRoutes(world: World): Hono<ApiEnv> {
  const discord = discordOf(world);
  const routes = new Hono<ApiEnv>();
  for (const base of ["/api", "/api/v9", "/api/v10"]) routes.route(base, tokenRoutes(discord));
  routes.get("/api/oauth2/authorize", (c) => c.redirect(`/oauth2/authorize${new URL(c.req.url).search}`));
  routes.get("/.well-known/oauth-authorization-server", (c) => c.json(metadata(world.sandboxUrl)));
  for (const base of ["/api/v9", "/api/v10"]) routes.route(base, discordRest(discord));
  routes.all("/api/*", (c) => c.json({ message: "404: Not Found", code: 0 }, 404));
  routes.route("/", authorizePages(discord));
  routes.route("/", serverPages(discord));
  return routes;
}

function metadata(issuer: string) {
  const secretMethods = ["client_secret_basic", "client_secret_post"];
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    token_endpoint: `${issuer}/api/oauth2/token`,
    revocation_endpoint: `${issuer}/api/oauth2/token/revoke`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: secretMethods,
    revocation_endpoint_auth_methods_supported: secretMethods,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}
