// drizzle wants every table in one object; this is its list of chapters.
export * from "./access";
export * from "./catalog";
export * from "./grants";
export * from "./outbox";
export * from "./people";
export * from "./purchases";
