import { describeTarget } from "@/lib/discord/describe-target";
import { failureWords } from "@/lib/discord/failures";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

/** To the merchant: something in the server stops the bot from working. */
export const serverNeedsAttention: Mail<"server-needs-attention"> = {
  subject: (props) => `${props.serverName} needs your attention${waitingSubject(props.waiting)}`,
  preview: (props) => failureWords(props.code),
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>{props.serverName} needs your attention</Title>
      <Paragraph>
        {props.roleName && `This affects ${describeTarget(props.serverName, { name: props.roleName })}. `}
        {failureWords(props.code)}
      </Paragraph>
      <Paragraph>
        {props.waiting > 0
          ? `${people(props.waiting)} waiting. They get in automatically once you fix it.`
          : "No one is waiting yet, but the next customer will be."}
      </Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        See how to fix it
      </Action>
      <Rule />
      <Note>We keep checking the server and will email you when it works again.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};

export const serverRecovered: Mail<"server-recovered"> = {
  subject: (props) => `${props.serverName} works again`,
  preview: (props) => servedWords(props.served),
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>{props.serverName} works again</Title>
      <Paragraph>The problem is fixed. {servedWords(props.served)}</Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        See the server
      </Action>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};

export const roleTaken: Mail<"role-taken"> = {
  subject: (props) => `${props.customer} lost a role in ${props.serverName}`,
  preview: (props) => `A moderator removed ${props.roleName ?? "the role"}, and it stays off.`,
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>A moderator removed a role</Title>
      <Paragraph>
        {props.customer} has “{props.entitlementName}”, but a moderator removed{" "}
        {describeTarget(props.serverName, props.roleName === null ? "deleted" : { name: props.roleName })}{" "}
        from them. It stays off, as you chose for this entitlement.
      </Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        See their access
      </Action>
      <Rule />
      <Note>
        It comes back if a moderator gives it again, or if you set the entitlement to put roles back. We send
        at most five of these emails a day per entitlement.
      </Note>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};

function people(count: number): string {
  return count === 1 ? "1 customer is" : `${count} customers are`;
}

function waitingSubject(waiting: number): string {
  return waiting > 0 ? `: ${people(waiting)} waiting` : "";
}

function servedWords(served: number): string {
  return served > 0 ? `${people(served)} getting in now.` : "No one was waiting.";
}
