import { env } from "@/lib/env";
import { isPublicHost } from "@/lib/outside/public-address";
import { providerNamed } from "@/lib/payments/providers";

export function webhookUrl(connectionId: string): string {
  return `${env().APP_URL}/api/hooks/payments/${connectionId}`;
}

/** Whether the provider can reach us. One that is played on this machine always can. */
export function canReachUs({ provider, baseUrl }: { provider: string; baseUrl: string | null }): boolean {
  if (isPublicHost(new URL(env().APP_URL))) return true;
  const { addresses } = providerNamed(provider);
  return baseUrl ? !isPublicHost(new URL(baseUrl)) : addresses !== undefined && addresses() === null;
}
