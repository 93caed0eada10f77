/**
 * The sandbox's own credentials, which the product uses when no real Discord is configured. They are public on
 * purpose: they only open a sandbox.
 */
export const sandboxCredentials = {
  discord: {
    clientId: "1327846101573697536",
    clientSecret: "sandbox-client-secret-not-a-real-one",
    botToken: "MTMyNzg0NjEwMTU3MzY5NzUzNg.sandbox.not-a-real-bot-token",
    // In old Discord applications the bot user's id differs from the application's; here too.
    botUserId: "1327846194632917002",
    publicKey: "f52a6e7e7527cae30d046732662c8085ae563711abc92ea77806ea951a70c4f6",
    /** The seed of the Ed25519 key that signs Discord's webhook events. */
    privateKeySeed: "67617465686f7573652073616e64626f782c206e6f7420612073656372657421",
  },
  resend: { apiKey: "re_sandbox_not_a_real_key" },
  dodo: {
    apiKey: "sandbox_dodo_key_not_a_real_one",
    businessId: "bus_SandboxDemoMerchant01",
  },
  stripe: {
    accountId: "acct_SandboxDemoMerchant",
    secretKey: "sk_test_sandbox_not_a_real_key",
    /** May do what the product needs and nothing else. */
    restrictedKey: "rk_test_sandbox_not_a_real_key",
  },
} as const;
