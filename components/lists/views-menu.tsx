"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Check, Pencil, Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { readJson } from "@/components/live/read-json";
import { ActionForm, FormProblem, Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/ui/menu";
import { SubmitButton } from "@/components/ui/submit-button";
import { useAction, useActionForm } from "@/components/ui/use-action";
import type { SavedView } from "@/lib/saved-views";
import { deleteView, renameView, saveView } from "./actions";
import { useListAddress } from "./list-address";

/** The person's own views of this list: open one, save what is shown now, rename and delete. */
export function ViewsMenu({ slug }: { slug: string }) {
  const [isOpen, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"save" | "edit" | null>(null);
  const path = usePathname().slice(`/${slug}`.length);
  const shown = useShownQuery();
  const { data, error } = useQuery({
    queryKey: ["views", slug],
    queryFn: () => readJson<SavedView[]>(`/api/dashboard/${slug}/views`),
    enabled: isOpen || dialog === "edit",
  });
  const views = data?.filter((view) => view.path === path);
  const close = () => setDialog(null);
  return (
    <>
      <Menu
        onOpenChange={setOpen}
        trigger={
          <Button size="sm" icon={<Bookmark aria-hidden />}>
            Views
          </Button>
        }
      >
        <MenuLabel>
          {error ? error.message : views?.length === 0 ? "No saved views yet" : "Your views"}
        </MenuLabel>
        {views?.map((view) => (
          <MenuItem key={view.id} asChild>
            <Link href={`/${slug}${path}${view.query && `?${view.query}`}`} scroll={false}>
              <span className="max-w-64 truncate">{view.name}</span>
              {view.query === shown && <Check aria-label="Shown now" className="ml-auto" />}
            </Link>
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => setDialog("save")}>
          <Plus aria-hidden /> Save this view
        </MenuItem>
        <MenuItem disabled={!views?.length} onSelect={() => setDialog("edit")}>
          <Pencil aria-hidden /> Rename or delete
        </MenuItem>
      </Menu>
      {dialog === "save" && <SaveView slug={slug} path={path} query={shown} onClose={close} />}
      {dialog === "edit" && <EditViews slug={slug} views={views ?? []} onClose={close} />}
    </>
  );
}

/** The query as it is saved: without the page. */
function useShownQuery(): string {
  const { query } = useListAddress();
  const shown = new URLSearchParams(query);
  for (const name of ["after", "new"]) shown.delete(name);
  return shown.toString();
}

function useReloadViews(slug: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["views", slug] });
}

function SaveView({
  slug,
  path,
  query,
  onClose,
}: {
  slug: string;
  path: string;
  query: string;
  onClose: () => void;
}) {
  const reload = useReloadViews(slug);
  const form = useActionForm(saveView.bind(null, slug, { path, query }), () => {
    void reload();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Save this view"
      description="Keeps the filters, search and sort of this list, for you alone."
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="Name" name="name">
          {(control) => <Input {...control} required maxLength={60} autoComplete="off" />}
        </Field>
        <FormProblem />
        <SubmitButton>Save view</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}

function EditViews({ slug, views, onClose }: { slug: string; views: SavedView[]; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="Your views of this list">
      <ul className="grid gap-3">
        {views.map((view) => (
          <EditView key={view.id} slug={slug} view={view} />
        ))}
      </ul>
      {views.length === 0 && <p className="text-ink-soft">No saved views.</p>}
    </Dialog>
  );
}

function EditView({ slug, view }: { slug: string; view: SavedView }) {
  const reload = useReloadViews(slug);
  const rename = useActionForm(renameView.bind(null, slug, view.id), reload);
  const remove = useAction(deleteView, reload);
  return (
    <li>
      <ActionForm form={rename} className="flex flex-wrap items-start gap-2">
        <Field label={<span className="sr-only">Name</span>} name="name" className="min-w-0 flex-1 gap-0">
          {(control) => <Input {...control} defaultValue={view.name} required maxLength={60} />}
        </Field>
        <SubmitButton variant="secondary">{rename.done ? "Renamed" : "Rename"}</SubmitButton>
        <Button
          variant="ghost"
          className="text-failed-ink"
          aria-label={`Delete ${view.name}`}
          pending={remove.pending}
          onClick={() => remove.run(slug, view.id)}
        >
          Delete
        </Button>
      </ActionForm>
      <Problem>{remove.refusal?.message}</Problem>
    </li>
  );
}
