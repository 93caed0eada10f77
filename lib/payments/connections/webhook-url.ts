import { env } from "@/lib/env";

export function webhookUrl(connectionId: string): string {
  return `${env().APP_URL}/api/hooks/payments/${connectionId}`;
}
