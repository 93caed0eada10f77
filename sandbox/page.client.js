// Live pages: when the sandbox changes, fetch this page again and update only what differs.
const notice = document.getElementById("notice");
let refreshing = false;
let again = false;
let dragging = false;

function notify(message) {
  if (!notice) return;
  notice.textContent = message;
  notice.classList.toggle("shown", message !== "");
  clearTimeout(notify.timer);
  notify.timer = setTimeout(() => notice.classList.remove("shown"), 6000);
}

function keyOf(node) {
  return node.nodeType === 1 ? node.dataset.key || node.id || "" : "";
}

function sameKind(a, b) {
  return a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

function copyAttributes(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !(name === "open" && now.nodeName === "DETAILS"))
      now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (name === "open" && now.nodeName === "DETAILS") continue;
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
}

function morph(now, next) {
  if (now.nodeType !== 1) {
    if (now.nodeValue !== next.nodeValue) now.nodeValue = next.nodeValue;
    return;
  }
  if (now === document.activeElement && /^(INPUT|TEXTAREA|SELECT)$/.test(now.nodeName)) return;
  copyAttributes(now, next);
  let here = now.firstChild;
  for (const child of [...next.childNodes]) {
    const key = keyOf(child);
    let match = here && sameKind(here, child) ? here : null;
    if (!match && key) match = [...now.children].find((each) => sameKind(each, child)) || null;
    if (!match) {
      now.insertBefore(document.importNode(child, true), here);
      continue;
    }
    if (match !== here) now.insertBefore(match, here);
    else here = here.nextSibling;
    morph(match, child);
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement;
  for (const next of page.querySelectorAll("[data-live]")) {
    const now = document.getElementById(next.id);
    if (now) morph(now, next);
  }
  // Moving an element makes the focused element inside it lose focus.
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("sandbox:refreshed"));
}

async function refresh() {
  if (refreshing || dragging) {
    again = true;
    return;
  }
  refreshing = true;
  again = false;
  try {
    const answer = await fetch(location.href, { headers: { "x-live": "1" } });
    if (answer.ok && !dragging) show(await answer.text());
  } catch {
    // The sandbox is restarting. The stream reconnects and refreshes then.
  }
  refreshing = false;
  if (again) refresh();
}

if (document.querySelector("[data-live]")) {
  const stream = new EventSource("/live");
  // Something may have changed between this page and the stream, or while the stream was away.
  stream.addEventListener("hello", refresh);
  stream.addEventListener("changed", refresh);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-quiet")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const own = event.submitter?.getAttribute("formaction");
    const answer = await fetch(own || form.getAttribute("action"), { method: "POST", body });
    const text = await answer.text();
    if (answer.ok) {
      show(text);
      notify(form.dataset.done || "");
    } else {
      const page = new DOMParser().parseFromString(text, "text/html");
      notify(page.querySelector("[data-problem]")?.textContent || "That didn't work.");
    }
  } catch {
    notify("The sandbox isn't answering.");
  }
});

// A select or tick box with data-go sends its form when it is changed.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-go]")) event.target.form?.requestSubmit();
});

// Drag and drop: [data-drag] items of one [data-drop] list; dropping fills and sends the list's form.
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]") || null;
  if (!dragged) return;
  dragging = true;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.drag);
  dragged.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-drag]");
  if (!dragged || !over || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  for (const item of over.parentNode.children) item.classList.remove("drop-above", "drop-below");
  if (over !== dragged)
    over.classList.add(event.clientY < box.top + box.height / 2 ? "drop-above" : "drop-below");
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.("[data-drag]");
  if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const form = document.getElementById(over.parentNode.dataset.drop);
  form.elements.role_id.value = dragged.dataset.drag;
  form.elements.target_id.value = over.dataset.drag;
  form.elements.side.value = over.classList.contains("drop-above") ? "above" : "below";
  form.requestSubmit();
});
document.addEventListener("dragend", () => {
  for (const item of document.querySelectorAll(".dragged,.drop-above,.drop-below")) {
    item.classList.remove("dragged", "drop-above", "drop-below");
  }
  dragged = null;
  dragging = false;
  if (again) refresh();
});
