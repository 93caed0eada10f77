export type PageAction = { label: string; element: HTMLElement };

/** What can be done with the open page: the buttons and links beside its heading (`PageHeader`'s `action`). */
export function readPageActions(): PageAction[] {
  return [...document.querySelectorAll<HTMLElement>("[data-page-actions] :is(button, a[href])")]
    .filter((element) => !element.matches(":disabled"))
    .map((element) => ({ label: labelOf(element), element }))
    .filter(({ label }) => label !== "");
}

function labelOf(element: HTMLElement): string {
  return element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
}
