"use client";
import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";

export type BusinessChoice = { slug: string; name: string };

export function BusinessSwitch({
  current,
  businesses,
}: {
  current: BusinessChoice;
  businesses: BusinessChoice[];
}) {
  const face = (
    <>
      <Avatar name={current.name} square className="size-6 rounded-md text-[0.625rem]" />
      <span className="min-w-0 flex-1 truncate text-left font-semibold">{current.name}</span>
    </>
  );
  if (businesses.length < 2) return <div className="flex h-9 items-center gap-2.5 px-2">{face}</div>;
  return (
    <Menu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`Switch business, current: ${current.name}`}
          className="touchable flex h-9 w-full items-center gap-2.5 rounded-md px-2 hover:bg-hover"
        >
          {face}
          <ChevronsUpDown aria-hidden className="size-4 text-ink-faint" />
        </button>
      }
    >
      <MenuLabel>Your businesses</MenuLabel>
      {businesses.map(({ slug, name }) => (
        <MenuItem key={slug} asChild>
          <Link href={`/${slug}`}>
            <Avatar name={name} square className="size-6 rounded-md text-[0.625rem]" />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            {slug === current.slug && <Check aria-hidden />}
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
}
