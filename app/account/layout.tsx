import type { ReactNode } from "react";
import { StaffDocument } from "@/components/shell/staff-document";

export default function AccountLayout({ children }: { children: ReactNode }) {
  return <StaffDocument>{children}</StaffDocument>;
}
