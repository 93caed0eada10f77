import {
  Code,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Package,
  Server,
  Settings,
  TriangleAlert,
  Users,
} from "lucide-react";

export type NavItem = {
  path: string;
  label: string;
  icon: LucideIcon;
  /** Another folder of pages that belongs here. */
  also?: string;
};

/** The dashboard's sections in sidebar order; `path` comes after the business's slug. */
export const navItems: NavItem[] = [
  { path: "", label: "Overview", icon: LayoutDashboard },
  { path: "/entitlements", label: "Entitlements", icon: KeyRound, also: "/grants" },
  { path: "/products", label: "Products", icon: Package },
  { path: "/customers", label: "Customers", icon: Users },
  { path: "/attention", label: "Needs attention", icon: TriangleAlert },
  { path: "/servers", label: "Servers", icon: Server },
  { path: "/developers", label: "Developers", icon: Code },
  { path: "/settings", label: "Settings", icon: Settings },
];
