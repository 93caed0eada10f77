import type { Metadata } from "next";
import { AttachProducts } from "@/components/entitlements/attach-products";
import { EditEntitlement } from "@/components/entitlements/edit-entitlement";
import { EndEntitlement } from "@/components/entitlements/end-entitlement";
import { EntitlementFacts } from "@/components/entitlements/entitlement-facts";
import { GiveAccess } from "@/components/entitlements/give-access";
import { MoveProgress } from "@/components/entitlements/move-progress";
import { GrantsList } from "@/components/grants/grants-list";
import { LiveFirstSteps } from "@/components/overview/live-first-steps";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ServerIcon } from "@/components/ui/server-icon";
import { TargetLine } from "@/components/ui/target";
import { asMember } from "@/lib/auth";
import { failureWords } from "@/lib/discord/failures";
import { readEntitlementPage } from "@/lib/entitlements/read-entitlements";
import { readFirstSteps } from "@/lib/overview/first-steps";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Entitlement" };

type Props = {
  params: Promise<{ business: string; entitlement: string }>;
  searchParams: SearchParams;
};

export default async function EntitlementPage({ params, searchParams }: Props) {
  const { business: slug, entitlement: id } = await params;
  const query = await readSearchParams(searchParams);
  const read = await asMember(slug, "viewer", async ({ tx, ...member }) => ({
    ...(await readEntitlementPage(tx, member, id, query)),
    steps: await readFirstSteps(tx, member, id),
  }));
  const { entitlement, guild, role } = read.summary;
  const problem = entitlement.problem ?? guild.problem;
  const { name, guildId, roleId, endAction, driftPolicy } = entitlement;
  return (
    <>
      <PageHeader
        trail={[{ href: `/${slug}/entitlements`, label: "Entitlements" }]}
        icon={<ServerIcon guildId={guild.id} name={guild.name} icon={guild.icon} className="size-11" />}
        title={name}
        action={
          read.mayChange && (
            <>
              <EndEntitlement slug={slug} id={id} name={name} preview={read.preview} />
              <EditEntitlement
                slug={slug}
                id={id}
                now={{ name, guildId, roleId, endAction, driftPolicy }}
                servers={read.servers}
                preview={read.preview}
              />
              <GiveAccess slug={slug} entitlements={[{ id, name }]} />
            </>
          )
        }
      >
        <TargetLine server={guild.name} role={role} />
      </PageHeader>
      {problem && (
        <Callout look="problem" className="mb-6" title={failureWords(problem)}>
          New purchases wait in the meantime. They're delivered automatically once this is fixed.
        </Callout>
      )}
      {!read.steps.done && (
        <div className="mb-6">
          <LiveFirstSteps slug={slug} entitlementId={id} first={read.steps} />
        </div>
      )}
      {read.move && <MoveProgress slug={slug} id={id} first={read.move} />}
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <GrantsList
          key={JSON.stringify(query)}
          slug={slug}
          entitlementId={id}
          query={query}
          first={read.grants}
          mayChange={read.mayChange}
        />
        <div className="grid content-start gap-6">
          <Section id="products" title="Products" description="Buying any of these gives customers access.">
            {read.mayChange ? (
              <AttachProducts slug={slug} entitlementId={id} />
            ) : (
              <ul className="grid gap-1">
                {read.products.map((product) => (
                  <li key={product.id}>{product.name}</li>
                ))}
                {read.products.length === 0 && <li className="text-ink-soft">No products yet.</li>}
              </ul>
            )}
          </Section>
          <Section title="Details">
            <EntitlementFacts entitlement={entitlement} />
          </Section>
        </div>
      </div>
    </>
  );
}
