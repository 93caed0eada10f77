import { Avatar } from "@/components/ui/avatar";
import { discordAvatar } from "@/lib/discord/images";
import type { DiscordPerson } from "@/lib/portal/my-access";

/** A Discord account by avatar and name, with its ID on hover. */
export function AccountLine({ person, label }: { person: DiscordPerson; label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-3" title={`Discord ID ${person.id}`}>
      <Avatar name={person.name} image={discordAvatar(person.id, person.avatar)} className="size-9" />
      <div className="min-w-0">
        <p className="text-ink-soft text-sm">{label}</p>
        <p className="truncate font-medium">
          {person.name}
          {person.username !== person.name && (
            <span className="font-normal text-ink-soft"> @{person.username}</span>
          )}
        </p>
      </div>
    </div>
  );
}
