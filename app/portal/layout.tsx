import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";
import { pageTexts } from "@/components/connect/request-language";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).t("portal.title") };
}

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
