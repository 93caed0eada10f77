import type { NextRequest } from "next/server";
import { adminDownload } from "@/lib/auth";
import { exportList } from "@/lib/exports/export-list";

type Context = { params: Promise<{ business: string; list: string }> };

/** A list as a CSV file, with the filter of the list's own URL. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business: slug, list } = await params;
  const { pathname, search, searchParams } = request.nextUrl;
  return adminDownload(slug, pathname + search, (member) =>
    exportList(member, list, Object.fromEntries(searchParams)),
  );
}
