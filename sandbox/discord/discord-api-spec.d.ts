/** The package's zod schemas come without types of their own; these are the ones the tests hold answers against. */
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
