import { confirmAccount } from "@/components/connect/actions";
import { ConfirmAccount } from "@/components/connect/confirm-account";
import { ConnectionRefused } from "@/components/connect/connection-refused";
import { findHeldAccount } from "@/lib/connect/held-account";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

/** The customer came back in a different browser, so nothing is linked until they confirm. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const { key = "" } = await readSearchParams(searchParams);
  const held = await findHeldAccount(key);
  if (!held) return <ConnectionRefused why="start_again" connection={null} />;
  const { user, maskedEmail } = held;
  const person = {
    id: user.id,
    name: user.global_name ?? user.username,
    username: user.username,
    avatar: user.avatar ?? null,
  };
  return <ConfirmAccount keyText={key} person={person} maskedEmail={maskedEmail} confirm={confirmAccount} />;
}
