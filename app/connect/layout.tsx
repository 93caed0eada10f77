import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";

export const metadata: Metadata = { title: "Join the Discord" };

export default function ConnectLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
