import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { LinkTabs } from "@/components/ui/tabs";

type Props = { children: ReactNode; params: Promise<{ business: string }> };

export default async function DevelopersLayout({ children, params }: Props) {
  const { business } = await params;
  const root = `/${business}/developers`;
  return (
    <>
      <PageHeader title="Developers" />
      <LinkTabs
        label="Developers"
        tabs={[
          { href: root, label: "API keys", exact: true },
          { href: `${root}/webhooks`, label: "Webhooks" },
          { href: "/docs/api", label: "API reference" },
        ]}
      />
      {children}
    </>
  );
}
