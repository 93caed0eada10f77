import type { ReactNode } from "react";
import { StaffDocument } from "@/components/shell/staff-document";

export default function InstalledLayout({ children }: { children: ReactNode }) {
  return <StaffDocument>{children}</StaffDocument>;
}
