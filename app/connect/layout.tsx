import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";
import { pageTexts } from "@/components/connect/request-language";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).t("common.joinDiscord") };
}

export default function ConnectLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
