import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";

export const metadata: Metadata = { title: "Your access" };

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
