"use client";
import { useEffect } from "react";

const typing = "input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]";

/**
 * Keyboard shortcuts for every list: j and k move between rows (by their `data-row-link`), Enter opens the row,
 */
export function ListKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      const act = keys[event.key];
      if (act?.()) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", openByTime);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", openByTime);
    };
  }, []);
  return null;
}

const keys: Record<string, () => boolean> = {
  j: () => move(1),
  k: () => move(-1),
  x: () =>
    press(document.activeElement?.closest("[data-row]")?.querySelector<HTMLElement>("[role=checkbox]")),
  "/": () => focus(document.querySelector<HTMLElement>("[data-search]")),
};

/** A time lies above its row's link, so that it shows the exact time on hover; pressed, it opens the row all the same. */
function openByTime({ target, ctrlKey, metaKey, shiftKey }: MouseEvent): void {
  const row = target instanceof Element && target.closest("time")?.closest("[data-row]");
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey });
  if (row) row.querySelector("[data-row-link]")?.dispatchEvent(click);
}

function move(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const here = links.findIndex((link) => link.closest("[data-row]")?.contains(document.activeElement));
  return focus(links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step))]);
}

function focus(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  return Boolean(element);
}

function press(element: HTMLElement | null | undefined): boolean {
  element?.click();
  return Boolean(element);
}
