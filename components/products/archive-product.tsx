"use client";
import { Archive, ArchiveRestore } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { setArchived } from "./actions";

export function ArchiveProduct({ slug, id, archived }: { slug: string; id: string; archived: boolean }) {
  const [pending, startTransition] = useTransition();
  return (
    <Button
      pending={pending}
      onClick={() =>
        startTransition(async () => {
          const answer = await setArchived(slug, id, !archived);
          if (!answer.ok) toast.error(answer.message);
        })
      }
    >
      {archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
      {archived ? "Put back" : "Archive"}
    </Button>
  );
}
