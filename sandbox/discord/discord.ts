import { sandboxCredentials } from "../credentials";
import type { World } from "../state";
import type { AccessToken, Application, Code, DiscordState, Guild, Person, RefreshToken } from "./records";
import { seedDiscord } from "./seed";
import { readDiscord, writeDiscord } from "./snapshot";

export const { clientId, clientSecret, botUserId } = sandboxCredentials.discord;

/** The Discord of this sandbox. */
export class Discord {
  readonly #state: () => DiscordState;

  constructor(readonly world: World) {
    this.#state = world.area<DiscordState>("discord", {
      initial: () => seedDiscord(world.appUrl),
      toJSON: writeDiscord,
      fromJSON: (json) => readDiscord(json, world.appUrl),
    });
  }

  get application(): Application {
    return this.#state().application;
  }
  get users(): Map<string, Person> {
    return this.#state().users;
  }
  get guilds(): Map<string, Guild> {
    return this.#state().guilds;
  }
  get authorizations(): Map<string, string[]> {
    return this.#state().authorizations;
  }
  get accessTokens(): Map<string, AccessToken> {
    return this.#state().accessTokens;
  }
  get refreshTokens(): Map<string, RefreshToken> {
    return this.#state().refreshTokens;
  }
  get codes(): Map<string, Code> {
    return this.#state().codes;
  }

  now(): number {
    return this.world.now();
  }

  changed(): void {
    this.world.changed("discord");
  }
}

const discords = new WeakMap<World, Discord>();

export function discordOf(world: World): Discord {
  const discord = discords.get(world) ?? new Discord(world);
  discords.set(world, discord);
  return discord;
}
