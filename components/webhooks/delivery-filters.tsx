"use client";
import { FilterSelect } from "@/components/lists/filter-select";
import { SearchBox } from "@/components/lists/search-box";
import { eventWords } from "./event-words";

const statusChoices = [
  { value: "pending", label: "Pending" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Failed" },
];
const typeChoices = eventWords.map(({ type }) => ({ value: type, label: type }));

export function DeliveryFilters() {
  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchBox label="Customer email, grant or event ID" />
      <FilterSelect name="status" label="Status" all="Any status" choices={statusChoices} />
      <FilterSelect name="type" label="Event" all="Any event" choices={typeChoices} />
    </search>
  );
}
