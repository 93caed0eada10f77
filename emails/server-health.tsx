import { failureWords } from "@/lib/discord/failures";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

/** To the merchant: a server does not let the bot do its work. */
export const serverNeedsAttention: Mail<"server-needs-attention"> = {
  subject: (props) => `${props.serverName} needs your attention${waitingSubject(props.waiting)}`,
  preview: (props) => failureWords(props.code),
  Body: ({ occasion: { brand }, ...props }) => (
    <>
      <Title>{props.serverName} needs your attention</Title>
      <Paragraph>
        {props.roleName && `Role ${props.roleName}: `}
        {failureWords(props.code)}
      </Paragraph>
      <Paragraph>
        {props.waiting > 0
          ? `${people(props.waiting)} waiting. They are served by themselves as soon as it is fixed.`
          : "Nobody is waiting yet, but the next customer would."}
      </Paragraph>
      <Action brand={brand} link={props.link}>
        See how to fix it
      </Action>
      <Rule />
      <Note>We check the server again by itself, and mail you when it works.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You get this mail because ${to} manages ${brand.name} on Gatehouse.`,
};

export const serverRecovered: Mail<"server-recovered"> = {
  subject: (props) => `${props.serverName} works again`,
  preview: (props) => servedWords(props.served),
  Body: ({ occasion: { brand }, ...props }) => (
    <>
      <Title>{props.serverName} works again</Title>
      <Paragraph>The last check found the problem solved. {servedWords(props.served)}</Paragraph>
      <Action brand={brand} link={props.link}>
        See the server
      </Action>
    </>
  ),
  why: (_, { brand, to }) => `You get this mail because ${to} manages ${brand.name} on Gatehouse.`,
};

export const roleTaken: Mail<"role-taken"> = {
  subject: (props) => `${props.customer} lost a role in ${props.serverName}`,
  preview: (props) => `${props.roleName ?? "The role"} was taken by hand, and stays off.`,
  Body: ({ occasion: { brand }, ...props }) => (
    <>
      <Title>A role was taken by hand</Title>
      <Paragraph>
        {props.customer} has “{props.entitlementName}”, and somebody in {props.serverName} took{" "}
        {props.roleName ?? "its role"} from them. It stays off, as you chose for this entitlement.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        See their access
      </Action>
      <Rule />
      <Note>
        It comes back when a moderator gives it, or when the entitlement is changed to put roles back. At most
        five such mails a day tell of one entitlement.
      </Note>
    </>
  ),
  why: (_, { brand, to }) => `You get this mail because ${to} manages ${brand.name} on Gatehouse.`,
};

function people(count: number): string {
  return count === 1 ? "1 customer is" : `${count} customers are`;
}

function waitingSubject(waiting: number): string {
  return waiting > 0 ? `: ${people(waiting)} waiting` : "";
}

function servedWords(served: number): string {
  return served > 0 ? `${people(served)} being served now.` : "Nobody was waiting.";
}
