import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { LinkTabs } from "@/components/ui/tabs";

type Props = { children: ReactNode; params: Promise<{ business: string }> };

export default async function SettingsLayout({ children, params }: Props) {
  const { business } = await params;
  const root = `/${business}/settings`;
  return (
    <>
      <PageHeader title="Settings" />
      <LinkTabs
        label="Settings"
        tabs={[
          { href: root, label: "Business", exact: true },
          { href: `${root}/team`, label: "Team" },
          { href: `${root}/payments`, label: "Payment providers" },
          { href: `${root}/email`, label: "Emails" },
          { href: `${root}/audit`, label: "Audit log" },
        ]}
      />
      {children}
    </>
  );
}
