"use client";
import { FilterSelect } from "@/components/lists/filter-select";
import { ListTools } from "@/components/lists/list-tools";
import { SearchBox } from "@/components/lists/search-box";
import { eventWords } from "./event-words";

const statusChoices = [
  { value: "pending", label: "Pending" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Failed" },
];
const typeChoices = eventWords.map(({ type }) => ({ value: type, label: type }));

export function DeliveryFilters({
  slug,
  of,
  mayExport,
}: {
  slug: string;
  of?: Record<string, string>;
  mayExport: boolean;
}) {
  return (
    <ListTools slug={slug} list="deliveries" mayExport={mayExport} {...(of && { of })}>
      <SearchBox label="Customer email, grant or event ID" />
      <FilterSelect name="status" label="Status" all="Any status" choices={statusChoices} />
      <FilterSelect name="type" label="Event" all="Any event" choices={typeChoices} />
    </ListTools>
  );
}
