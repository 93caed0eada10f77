"use client";
import { CircleUser, LogOut, MailOpen, Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { signOut } from "@/components/sign-in/actions";
import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLabel, MenuLine } from "@/components/ui/menu";
import { pickTheme, type Theme } from "./pick-theme";

const themes = [
  { theme: "system", label: "System", icon: Monitor },
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
] as const;

export function UserMenu({
  person,
  role,
  theme,
  invitations,
}: {
  person: { email: string; name: string | null };
  invitations: number;
  role: string;
  theme: Theme;
}) {
  return (
    <Menu
      align="start"
      className="w-60"
      trigger={
        <button
          type="button"
          aria-label={`Account: ${person.email}`}
          className="touchable flex h-11 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
        >
          <Avatar name={person.name ?? person.email} className="size-7" />
          <span className="grid min-w-0 flex-1">
            <span className="truncate font-medium leading-4.5">{person.name ?? person.email}</span>
            <span className="truncate text-ink-soft text-xs capitalize leading-4">{role}</span>
          </span>
        </button>
      }
    >
      <MenuLabel>Signed in as {person.email}</MenuLabel>
      <MenuLine />
      <MenuChoices value={theme} onValueChange={(next) => void pickTheme(next as Theme)}>
        {themes.map(({ theme: value, label, icon: Icon }) => (
          <MenuChoice key={value} value={value}>
            <Icon aria-hidden />
            {label}
          </MenuChoice>
        ))}
      </MenuChoices>
      <MenuLine />
      <MenuItem asChild>
        <Link href="/account">
          <CircleUser aria-hidden /> Account, passkeys and devices
        </Link>
      </MenuItem>
      {invitations > 0 && (
        <MenuItem asChild>
          <Link href="/account/invitations">
            <MailOpen aria-hidden /> {invitations === 1 ? "1 invitation" : `${invitations} invitations`}
          </Link>
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}
