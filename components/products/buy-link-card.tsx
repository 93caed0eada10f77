import { renderSVG } from "uqr";
import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";

/** The link that sells the product, and the same as a QR code for screens and print. */
export function BuyLinkCard({ url, product }: { url: string; product: string }) {
  const svg = renderSVG(url, { border: 2 });
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return (
    <Section title="Buy link" description="Anybody with it can buy. They get the email right after.">
      <div className="grid gap-3">
        {/* biome-ignore lint/performance/noImgElement: a picture in the page itself, which nothing could resize. */}
        <img
          src={image}
          alt={`QR code of the buy link of ${product}`}
          width={176}
          height={176}
          className="rounded-lg border bg-white"
        />
        <a href={url} className="text-accent-ink underline underline-offset-2 [overflow-wrap:anywhere]">
          {url}
        </a>
        <div className="flex flex-wrap gap-2">
          <CopyButton value={url} size="md">
            Copy buy link
          </CopyButton>
          <a
            href={image}
            download={`${product}.svg`}
            className="touchable inline-flex items-center px-2 text-accent-ink underline underline-offset-2"
          >
            Download QR code
          </a>
        </div>
      </div>
    </Section>
  );
}
