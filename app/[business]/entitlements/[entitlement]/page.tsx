import type { Metadata } from "next";
import { AttachProducts } from "@/components/entitlements/attach-products";
import { EditEntitlement } from "@/components/entitlements/edit-entitlement";
import { EntitlementFacts } from "@/components/entitlements/entitlement-facts";
import { FinishEntitlement } from "@/components/entitlements/finish-entitlement";
import { GiveAccess } from "@/components/entitlements/give-access";
import { MoveProgress } from "@/components/entitlements/move-progress";
import { GrantsList } from "@/components/grants/grants-list";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { RoleName } from "@/components/ui/role-dot";
import { ServerIcon } from "@/components/ui/server-icon";
import { asMember } from "@/lib/auth";
import { failureWords } from "@/lib/discord/failures";
import { previewEnd } from "@/lib/entitlements/end-entitlement";
import { productsOfEntitlement, summarizeEntitlement } from "@/lib/entitlements/find-entitlements";
import { findMove } from "@/lib/entitlements/move-entitlement";
import { readGrants } from "@/lib/grants/read-grants";
import { serverView } from "@/lib/guilds/guild-view";
import { listGuilds } from "@/lib/guilds/guilds";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Entitlement" };

type Props = {
  params: Promise<{ business: string; entitlement: string }>;
  searchParams: Promise<Record<string, string>>;
};

export default async function EntitlementPage({ params, searchParams }: Props) {
  const { business: slug, entitlement: id } = await params;
  const { status, q, after } = await searchParams;
  const query = { ...(status && { status }), ...(q && { q }), ...(after && { after }) };
  const read = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    summary: await summarizeEntitlement(tx, business.id, id),
    grants: await readGrants(tx, business.id, { ...query, entitlement: id }),
    servers: (await listGuilds(tx, business.id)).map(serverView),
    preview: await previewEnd(tx, business.id, id),
    products: await productsOfEntitlement(tx, id),
    move: await findMove(tx, business.id, id),
    mayChange: mayAct(role, "admin"),
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
              <FinishEntitlement slug={slug} id={id} name={name} preview={read.preview} />
              <EditEntitlement
                slug={slug}
                id={id}
                now={{ name, guildId, roleId, endAction, driftPolicy }}
                servers={read.servers}
                preview={read.preview}
              />
              <GiveAccess slug={slug} entitlementId={id} name={name} />
            </>
          )
        }
      >
        <span className="flex flex-wrap items-center gap-x-2">
          {guild.name} <span aria-hidden>·</span>
          {role ? (
            <RoleName name={role.name} color={role.color} />
          ) : roleId ? (
            "Role deleted"
          ) : (
            "Membership only"
          )}
        </span>
      </PageHeader>
      {problem && (
        <Callout look="problem" className="mb-6" title={failureWords(problem)}>
          What is bought meanwhile waits, and is delivered by itself once this is mended.
        </Callout>
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
          <Section title="Products" description="What customers buy to get it.">
            {read.mayChange ? (
              <AttachProducts slug={slug} entitlementId={id} />
            ) : (
              <ul className="grid gap-1">
                {read.products.map((product) => (
                  <li key={product.id}>{product.name}</li>
                ))}
                {read.products.length === 0 && <li className="text-ink-soft">No product gives it.</li>}
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
