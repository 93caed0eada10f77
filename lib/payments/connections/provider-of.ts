import type { ConnectionRow } from "@/lib/payments/connection-row";
import type { Provider, ProviderAccess } from "@/lib/payments/provider";
import { providerNamed } from "@/lib/payments/providers";
import { decryptKey } from "./secrets";

export function providerOf(connection: ConnectionRow): { provider: Provider; access: ProviderAccess } {
  const access = { apiKey: decryptKey(connection), baseUrl: connection.baseUrl };
  return { provider: providerNamed(connection.provider), access };
}
