/** The package has no types for its zod schemas; these are the schemas that the tests check answers with. */
declare module "discord-api-spec/zod" {
  type Schema = { safeParse(value: unknown): { success: boolean; error?: unknown } };
  export const ErrorResponseSchema: Schema;
  export const GuildMemberResponseSchema: Schema;
  export const GuildRoleResponseSchema: Schema;
  export const GuildWithCountsResponseSchema: Schema;
  export const MyGuildResponseSchema: Schema;
  export const OAuth2GetAuthorizationResponseSchema: Schema;
  export const PrivateApplicationResponseSchema: Schema;
  export const PrivateGuildMemberResponseSchema: Schema;
  export const RatelimitedResponseSchema: Schema;
  export const UserPIIResponseSchema: Schema;
}
