import type { Metadata } from "next";
import Link from "next/link";
import { Contents } from "@/components/reference/contents";
import { Entry } from "@/components/reference/entry";
import { Guide } from "@/components/reference/guide";
import { ReaderProvider } from "@/components/reference/reader";
import { BrandMark } from "@/components/ui/brand";
import { Disclosure } from "@/components/ui/disclosure";
import { callsPerSecond } from "@/lib/api/limits";
import { apiReference } from "@/lib/api/reference";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "API reference" };

export default function ApiReferencePage() {
  const { APP_URL } = env();
  const baseUrl = `${APP_URL}/api`;
  const groups = apiReference(APP_URL);
  return (
    <ReaderProvider>
      <header className="flex h-14 items-center gap-2.5 border-b bg-surface px-5">
        <Link href="/" className="flex items-center gap-2.5 font-semibold">
          <BrandMark /> Gatehouse
        </Link>
        <span className="text-ink-soft">API reference</span>
      </header>
      <div className="mx-auto grid max-w-[100rem] lg:grid-cols-[17rem_minmax(0,1fr)]">
        <aside className="hidden border-r lg:block">
          <div className="sticky top-0 max-h-dvh overflow-y-auto px-4 py-6">
            <Contents groups={groups} />
          </div>
        </aside>
        <main className="min-w-0 px-5 py-9 sm:px-10">
          <h1 className="mb-6 font-semibold text-3xl tracking-tight">API reference</h1>
          <Disclosure title="Contents" className="mb-8 bg-surface lg:hidden">
            <Contents groups={groups} />
          </Disclosure>
          <Guide baseUrl={baseUrl} limit={callsPerSecond} />
          {groups.map(({ name, about, entries }) => (
            <section key={name} aria-label={name} className="mt-14">
              <h2 className="font-semibold text-2xl">{name}</h2>
              <p className="mt-1 mb-6 text-ink-soft">{about}</p>
              {entries.map((entry) => (
                <Entry key={entry.anchor} entry={entry} baseUrl={baseUrl} />
              ))}
            </section>
          ))}
        </main>
      </div>
    </ReaderProvider>
  );
}
