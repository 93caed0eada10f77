import type { Metadata } from "next";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/live-provider";
import { Shell } from "@/components/shell/shell";
import { StaffDocument } from "@/components/shell/staff-document";
import { pickedTheme } from "@/components/ui/picked-theme";
import { countAttention } from "@/lib/attention/list-causes";
import { asMember } from "@/lib/auth";
import { businessesOf } from "@/lib/businesses";
import { invitationsOf } from "@/lib/invitations";

type Props = { children: ReactNode; params: Promise<{ business: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { business } = await params;
  return { title: { default: business, template: `%s · ${business} · Gatehouse` } };
}

export default async function BusinessLayout({ children, params }: Props) {
  const { business: slug } = await params;
  const shell = await asMember(slug, "viewer", async ({ tx, business, person, role }) => ({
    business: { slug: business.slug, name: business.name },
    businesses: (await businessesOf(tx, person.id)).map(({ slug, name }) => ({ slug, name })),
    person: { email: person.email, name: person.name },
    role,
    attention: await countAttention(tx, business.id),
    invitations: (await invitationsOf(tx, person)).length,
  }));
  const theme = (await pickedTheme()) ?? "system";
  return (
    <StaffDocument>
      <LiveProvider>
        <Shell {...shell} theme={theme}>
          {children}
        </Shell>
      </LiveProvider>
    </StaffDocument>
  );
}
