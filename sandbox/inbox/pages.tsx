/** @jsxImportSource hono/jsx */
import { Moment } from "../moment";
import { Avatar, Page } from "../page";
import { bareAddress, type Inbox, linksOf, type Mail, mailsTo } from "./mails";

export type Part = "html" | "text" | "details";
export type Reading = { to: string; mailId: string | undefined; part: Part };

const parts = [
  ["html", "Preview"],
  ["text", "Text"],
  ["details", "Details"],
] as const;
const shown = 100;

/** The list on the left and one mail on the right; a phone shows one of the two. */
export function InboxPage({ inbox, reading }: { inbox: Inbox; reading: Reading }) {
  const mails = mailsTo(inbox, reading.to || undefined).reverse();
  const chosen = reading.mailId ? inbox.mails().get(reading.mailId) : undefined;
  const open = chosen ?? mails[0];
  return (
    <Page world={inbox.world} title="Inbox" section="/inbox">
      <div class="stack wide">
        <div class="row between wrap">
          <div class="stack tight grow">
            <h1>Inbox</h1>
            <p class="quiet">Every mail sent, to any recipient.</p>
          </div>
          <div id="recipients" data-live>
            <RecipientChoice inbox={inbox} to={reading.to} />
          </div>
        </div>
        <div id="inbox" class={chosen ? "columns inbox reading" : "columns inbox"} data-live>
          <MailList mails={mails} open={open} reading={reading} />
          {open ? (
            <MailView mail={open} reading={reading} />
          ) : (
            <section class="card empty mail" aria-label="Mail">
              <p>No mail yet. New mail appears here automatically.</p>
            </section>
          )}
        </div>
      </div>
    </Page>
  );
}

function RecipientChoice({ inbox, to }: { inbox: Inbox; to: string }) {
  const newest = [...inbox.mails().values()].slice(-500).reverse();
  const addresses = [...new Set(newest.flatMap((mail) => mail.to.map(bareAddress)))].sort();
  const all = to && !addresses.includes(to) ? [to, ...addresses] : addresses;
  return (
    <form method="get" action="/inbox">
      <label>
        To
        <select name="to" data-go>
          <option value="">Everybody</option>
          {all.map((address) => (
            <option key={address} value={address} selected={address === to}>
              {address}
            </option>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit">Show</button>
      </noscript>
    </form>
  );
}

function MailList(props: { mails: Mail[]; open: Mail | undefined; reading: Reading }) {
  const { mails, open, reading } = props;
  return (
    <nav class="card flush list" aria-label="Mails">
      {mails.length === 0 && <p class="empty">Nothing here.</p>}
      <ol class="lines">
        {mails.slice(0, shown).map((mail) => (
          <li key={mail.id} data-key={mail.id}>
            <a
              href={addressOf(mail, { ...reading, part: "html" })}
              aria-current={mail === open ? "true" : undefined}
            >
              <Avatar name={nameOf(mail.from)} />
              <span class="grow">
                <span class="row between">
                  <strong class="cut">{nameOf(mail.from)}</strong>
                  <span class="quiet small">
                    <Moment at={mail.created_at} />
                  </span>
                </span>
                <span class="cut block">{mail.subject}</span>
                <span class="quiet small cut block">{`to ${mail.to.map(bareAddress).join(", ")}`}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
      {mails.length > shown && <p class="quiet small more">{`The newest ${shown} of ${mails.length}.`}</p>}
    </nav>
  );
}

function MailView({ mail, reading }: { mail: Mail; reading: Reading }) {
  const part = reading.part === "html" && !mail.html ? "text" : reading.part;
  return (
    <article class="card mail" data-key={`mail ${mail.id}`}>
      <a class="back small" href={reading.to ? `/inbox?to=${encodeURIComponent(reading.to)}` : "/inbox"}>
        All mails
      </a>
      <h2>{mail.subject}</h2>
      <p class="quiet small break">
        {`From ${mail.from} to ${mail.to.join(", ")}, `}
        <Moment at={mail.created_at} />
      </p>
      <nav class="tabs" aria-label="Parts of this mail">
        {parts.map(([name, label]) => (
          <a
            key={name}
            href={addressOf(mail, { ...reading, part: name })}
            aria-current={part === name ? "page" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {part === "html" && (
        // No scripts and no forms. Links work, and open in a new tab.
        <iframe
          title={`Mail: ${mail.subject}`}
          src={`/inbox/mails/${mail.id}`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          data-key={mail.id}
        />
      )}
      {part === "text" && <TextPart text={mail.text} />}
      {part === "details" && <Details mail={mail} />}
    </article>
  );
}

function TextPart({ text }: { text: string | null }) {
  if (!text) return <p class="note warn">This mail has no text part.</p>;
  const pieces = text.split(/(https?:\/\/[^\s<>"')\]]+)/);
  return (
    <pre class="wrapped">
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          <a key={String(index)} href={piece} target="_blank" rel="noopener noreferrer">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </pre>
  );
}

function Details({ mail }: { mail: Mail }) {
  const facts: [string, string][] = [
    ["Id", mail.id],
    ["Idempotency key", mail.idempotency_key ?? "none"],
    ["Reply to", mail.reply_to.join(", ") || "none"],
    ...(mail.cc.length > 0 ? ([["Cc", mail.cc.join(", ")]] as [string, string][]) : []),
    ...(mail.bcc.length > 0 ? ([["Bcc", mail.bcc.join(", ")]] as [string, string][]) : []),
    ...Object.entries(mail.headers),
    ...mail.tags.map(({ name, value }): [string, string] => [`Tag ${name}`, value]),
    ...mail.attachments.map((name): [string, string] => ["Attachment", name]),
  ];
  return (
    <>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="mono break">{value}</dd>
          </div>
        ))}
      </dl>
      <h3>Links</h3>
      <ul class="stack tight small">
        {linksOf(mail).map((link) => (
          <li key={link}>
            <a class="break" href={link} target="_blank" rel="noopener noreferrer">
              {link}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function addressOf(mail: Mail, { to, part }: Pick<Reading, "to" | "part">): string {
  const query = new URLSearchParams({
    ...(to ? { to } : {}),
    mail: mail.id,
    ...(part === "html" ? {} : { part }),
  });
  return `/inbox?${query}`;
}

function nameOf(from: string): string {
  return /^\s*"?([^"<]+?)"?\s*</.exec(from)?.[1] ?? from;
}
