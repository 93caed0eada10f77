import { readFileSync } from "node:fs";
import { join } from "node:path";

type Action = { exportedName: string; filename: string };

/** What one person's browser does: it keeps cookies, and shows a redirect instead of following it. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly appUrl: string,
    private readonly build: string,
  ) {}

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  hasCookie(name: string): boolean {
    return this.cookies.has(name);
  }

  async open(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0");
    headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(new URL(address, this.appUrl), {
      redirect: "manual",
      signal,
      ...init,
      headers,
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    return response;
  }

  /** Where the address redirects to; null if it doesn't. */
  async follow(address: string): Promise<string | null> {
    const response = await this.open(address);
    await response.arrayBuffer();
    return response.headers.get("location");
  }

  /** Sends the fields of a form without scripts, as the page `at` would. */
  async submit(at: string, action: string, fields: Record<string, string>): Promise<string | null> {
    const body = new FormData();
    body.set(`$ACTION_ID_${this.idOf(action)}`, "");
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const response = await this.open(at, { method: "POST", body, headers: { origin: this.appUrl } });
    await response.arrayBuffer();
    if (response.status >= 400) throw new Error(`${action} answered ${response.status}`);
    return response.headers.get("location");
  }

  /** Calls a server action, whose last parameter may be a form, as the page's scripts do; answers what React reads. */
  async call(
    at: string,
    action: string,
    parameters: unknown[],
    form?: Record<string, string>,
  ): Promise<string> {
    return (await this.send(at, action, parameters, form)).text;
  }

  /** The same for an action that leads to another page; answers that page's address, or null. */
  async callToPage(at: string, action: string, parameters: unknown[]): Promise<string | null> {
    return (await this.send(at, action, parameters)).redirect?.split(";")[0] ?? null;
  }

  private async send(
    at: string,
    action: string,
    parameters: unknown[],
    form?: Record<string, string>,
  ): Promise<{ text: string; redirect: string | null }> {
    const headers = { origin: this.appUrl, "next-action": this.idOf(action), accept: "text/x-component" };
    const body = new FormData();
    // As React sends them: the form's fields first, then the parameters, of which the last refers to the form.
    for (const [name, value] of Object.entries(form ?? {})) body.set(`_1_${name}`, value);
    body.set("0", JSON.stringify(form ? [...parameters, "$K1"] : parameters));
    const response = await this.open(at, { method: "POST", body, headers });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${action} answered ${response.status}`);
    return { text, redirect: response.headers.get("x-action-redirect") };
  }

  /** The build names its server actions by hashes: `components/portal/actions.ts signIn`. */
  private idOf(action: string): string {
    const manifest = join(this.build, "server", "server-reference-manifest.json");
    const { node } = JSON.parse(readFileSync(manifest, "utf8")) as { node: Record<string, Action> };
    const found = Object.entries(node).find(
      ([, { exportedName, filename }]) => `${filename} ${exportedName}` === action,
    );
    if (!found) throw new Error(`The build has no action ${action}`);
    return found[0];
  }
}
