import { describe, expect, test } from "vitest";
import { driverOptions, readConnectionUrl } from "./connection-url";

describe("14-channel-binding", () => {
  test("the string that Neon hands out is read, without what the driver doesn't know", () => {
    const url = readConnectionUrl(
      "postgres://me:p%40ss@ep-1.neon.tech/gatehouse?sslmode=require&channel_binding=require",
    );
    expect(url).toEqual({
      hosts: [{ host: "ep-1.neon.tech", port: 5432 }],
      user: "me",
      password: "p@ss",
      database: "gatehouse",
      ssl: "require",
      parameters: {},
      targetSession: undefined,
      pooled: false,
    });
  });

  test.each([
    ["schema=public&connection_limit=5", {}],
    ["pgbouncer=true", {}],
    [
      "options=-c%20search_path%3Dshop&application_name=x",
      { options: "-c search_path=shop", application_name: "x" },
    ],
    ["channel_binding=prefer&gssencmode=disable", {}],
  ])("of ?%s only what the server knows is sent to it", (query, parameters) => {
    const text = `postgres://me@host/db?${query}`;
    expect(readConnectionUrl(text).parameters).toEqual(parameters);
    expect(driverOptions(text).connection).toMatchObject(parameters);
    expect(Object.keys(driverOptions(text).connection ?? {})).not.toContain("channel_binding");
  });

  test.each([
    ["", false],
    ["sslmode=disable", false],
    ["sslmode=prefer", "prefer"],
    ["sslmode=require", "require"],
    ["sslmode=verify-full", {}],
    ["sslrootcert=system", {}],
  ])("?%s means TLS: %j", (query, ssl) => {
    expect(readConnectionUrl(`postgres://host/db?${query}`).ssl).toEqual(ssl);
  });

  test("several hosts, IPv6 and sockets are read as libpq does", () => {
    expect(readConnectionUrl("postgres://a:1,b:2/db").hosts).toEqual([
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ]);
    expect(readConnectionUrl("postgres://[::1]:5433/db").hosts).toEqual([{ host: "::1", port: 5433 }]);
    expect(readConnectionUrl("postgresql:///db?host=/var/run/postgresql").hosts).toEqual([
      { host: "/var/run/postgresql", port: 5432 },
    ]);
  });
});
