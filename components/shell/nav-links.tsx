"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/class-names";
import { navItems } from "./nav";

export function NavLinks({
  slug,
  attention,
  onFollow,
}: {
  slug: string;
  attention: number;
  onFollow?: () => void;
}) {
  const path = usePathname();
  return (
    <ul className="grid gap-0.5">
      {navItems.map(({ path: part, label, icon: Icon, also }) => {
        const href = `/${slug}${part}`;
        const within = (folder: string) => `${path}/`.startsWith(`/${slug}${folder}/`);
        const current = part ? within(part) || (also !== undefined && within(also)) : path === href;
        return (
          <li key={part}>
            <Link
              href={href}
              onClick={onFollow}
              aria-current={current ? "page" : undefined}
              className={cn(
                "touchable flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium [&_svg]:size-4",
                current
                  ? "bg-hover text-ink [&_svg]:text-accent-ink"
                  : "text-ink-soft hover:bg-hover hover:text-ink",
              )}
            >
              <Icon aria-hidden />
              {label}
              {part === "/attention" && attention > 0 && (
                <span className="tabular ml-auto rounded-full bg-failed-soft px-1.5 font-semibold text-failed-ink text-xs">
                  {attention > 999 ? "999+" : attention}
                  <span className="sr-only"> waiting</span>
                </span>
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
