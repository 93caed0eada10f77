import { OverviewScreen } from "@/components/overview/overview-screen";
import { asMember } from "@/lib/auth";
import { readPeriod } from "@/lib/overview/read-figures";
import { readOverview } from "@/lib/overview/read-overview";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

export default async function OverviewPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const period = readPeriod((await readSearchParams(searchParams)).days);
  const first = await asMember(slug, "viewer", ({ tx, ...member }) => readOverview(tx, member, period));
  return <OverviewScreen key={period} slug={slug} first={first} />;
}
