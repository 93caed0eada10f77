import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

/** To the merchant: people may have paid and got nothing. */
export const paymentsNeedAttention: Mail<"payments-need-attention"> = {
  subject: (_, { brand }) => `${brand.name}: sales need your attention`,
  preview: ({ causes }) => causes[0]?.title ?? "",
  Body: ({ occasion: { brand, texts }, causes, more, link }) => (
    <>
      <Title>Sales need your attention</Title>
      <Paragraph>Somebody may have paid without getting access, or kept access that has ended:</Paragraph>
      {causes.map(({ title, events, people }) => (
        <Paragraph key={title}>
          <strong>{title}</strong>
          {events > 0 && ` (${counted(events, "event", "events")}`}
          {events > 0 && people > 0 && `, ${counted(people, "customer", "customers")}`}
          {events > 0 && ")"}
        </Paragraph>
      ))}
      {more > 0 && <Paragraph>And {counted(more, "more cause", "more causes")}.</Paragraph>}
      <Action brand={brand} texts={texts} link={link}>
        See what to do
      </Action>
      <Rule />
      <Note>You get this mail at most once a day, and only when something new came up.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
