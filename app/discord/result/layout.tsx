import type { ReactNode } from "react";
import { CustomerDocument } from "@/components/connect/customer-document";

export default function ResultLayout({ children }: { children: ReactNode }) {
  return <CustomerDocument>{children}</CustomerDocument>;
}
