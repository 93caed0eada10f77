"use client";
import { Archive, ArchiveRestore } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { useAction } from "@/components/ui/use-action";
import { archiveProduct } from "./actions";

export function ArchiveProduct({ slug, id, archived }: { slug: string; id: string; archived: boolean }) {
  const archive = useAction(archiveProduct);
  return (
    <>
      <ErrorLine>{archive.refusal?.message}</ErrorLine>
      <Button
        pending={archive.pending}
        icon={archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        onClick={() => archive.run(slug, id, !archived)}
      >
        {archived ? "Restore" : "Archive"}
      </Button>
    </>
  );
}
