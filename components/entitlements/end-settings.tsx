"use client";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

export type EndSettingsValue = {
  endAction: "remove_role" | "kick" | "keep";
  driftPolicy: "restore" | "respect";
};

const endActionOptions = [
  { value: "remove_role", label: "Take the role away" },
  { value: "kick", label: "Remove the person from the server" },
  { value: "keep", label: "Keep what they have" },
];

const driftOptions = [
  { value: "restore", label: "Put it back" },
  { value: "respect", label: "Leave it, and tell me" },
];

const endHints = {
  remove_role: "With membership only, people whom the bot added leave the server.",
  kick: "Never somebody who was there before, and never the owner or anybody above the bot.",
  keep: "The grant ends, the role stays.",
};

/** What happens at the end, and what a moderator's hand means. */
export function EndSettings({
  value,
  onChange,
}: {
  value: EndSettingsValue;
  onChange: (value: EndSettingsValue) => void;
}) {
  return (
    <div className="grid gap-4">
      <Field label="When access ends" name="endAction" hint={endHints[value.endAction]}>
        {(control) => (
          <Select
            {...control}
            options={endActionOptions}
            value={value.endAction}
            onValueChange={(next) => onChange({ ...value, endAction: next as EndSettingsValue["endAction"] })}
          />
        )}
      </Field>
      <Field label="When a moderator takes the role by hand" name="driftPolicy">
        {(control) => (
          <Select
            {...control}
            options={driftOptions}
            value={value.driftPolicy}
            onValueChange={(next) =>
              onChange({ ...value, driftPolicy: next as EndSettingsValue["driftPolicy"] })
            }
          />
        )}
      </Field>
    </div>
  );
}
