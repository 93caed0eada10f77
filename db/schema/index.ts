// drizzle wants every table in one object; this is its list of chapters.
export * from "./access";
export * from "./api";
export * from "./businesses";
export * from "./discord-health";
export * from "./emails";
export * from "./failures";
export * from "./grants";
export * from "./guilds";
export * from "./oauth";
export * from "./portal";
export * from "./products";
export * from "./purchase-facts";
export * from "./purchases";
export * from "./rate-limits";
export * from "./runs";
export * from "./sign-in";
export * from "./webhooks";
