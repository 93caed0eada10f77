"use client";
import { ChevronRight } from "lucide-react";
import { DiscordMark } from "@/components/ui/brand";

export function PickIntegration({ onPick }: { onPick: () => void }) {
  return (
    <div className="grid gap-4">
      <h3 className="font-semibold text-lg">What should paying customers get?</h3>
      <button
        type="button"
        onClick={onPick}
        className="flex w-full items-center gap-4 rounded-lg border border-line-strong bg-surface p-4 text-left shadow-card hover:border-accent hover:bg-hover"
      >
        <span className="grid size-11 shrink-0 place-items-center rounded-lg bg-discord text-white">
          <DiscordMark className="size-6" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium">Discord Access</span>
          <span className="block text-ink-soft text-sm">
            A place in your server, with an optional role. Ends with the purchase.
          </span>
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint" />
      </button>
    </div>
  );
}
