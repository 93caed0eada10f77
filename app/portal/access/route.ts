import { portalToken } from "@/components/portal/portal-cookie";
import { customerJson } from "@/lib/auth";
import { readPortal } from "@/lib/portal/read-portal";

/** Refreshes the portal page. */
export async function GET(): Promise<Response> {
  return customerJson(async () => readPortal(await portalToken()));
}
