import type { Texts } from "@/lib/languages/texts";
import { type GivenRole, type GivenServer, ServerAndRole } from "./server-and-role";

/** The same for customers, in their language. */
export function WhatYouGet(props: { texts: Texts; server: GivenServer; gives: GivenRole | null }) {
  const { texts, server, gives } = props;
  const note = gives ? undefined : texts.t("common.membership");
  return <ServerAndRole server={server} gives={gives} {...(note && { note })} />;
}
