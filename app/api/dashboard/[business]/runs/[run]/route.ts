import { memberJson } from "@/lib/auth";
import { notFound } from "@/lib/errors";
import { findRun } from "@/lib/work/runs";

type Context = { params: Promise<{ business: string; run: string }> };

/** The progress of a bulk run. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business, run: id } = await params;
  return memberJson(business, async ({ business }) => {
    const run = await findRun(business.id, id);
    if (!run) throw notFound("Run");
    const { kind, total, done, skipped, finishedAt } = run;
    return { kind, total, done, skipped, finished: finishedAt !== null };
  });
}
