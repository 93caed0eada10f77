import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";

export default function BuyLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
