type Json = Record<string, unknown>;

/** Plain JSON of an account: each map becomes its list of entries. */
export function toJson(account: object): Json {
  return Object.fromEntries(
    Object.entries(account).map(([name, value]) => [name, value instanceof Map ? [...value] : value]),
  );
}

/** An account from its JSON; what the JSON lacks is as in the blank one. */
export function fromJson<Account extends object>(blank: Account, json: Json): Account {
  const restored = Object.entries(blank).map(([name, empty]) => {
    const value = json[name] ?? empty;
    return [name, empty instanceof Map ? new Map(value as Iterable<[string, unknown]>) : value];
  });
  return Object.fromEntries(restored) as Account;
}
