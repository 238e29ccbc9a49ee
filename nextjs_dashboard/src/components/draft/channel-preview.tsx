"use client";

import clsx from "clsx";
import { Image as Picture, Link2 } from "lucide-react";
import { BillPreview } from "@/components/draft/bill-preview";
import { MarkdownText } from "@/components/ui/markdown-text";
import { listOf, platformName } from "@/lib/client/acts";
import { billOf } from "@/lib/client/line-items";
import { postLength } from "@/lib/client/post-length";
import type { ApprovalDetail } from "@/lib/types";

type Routing = NonNullable<ApprovalDetail["routing"]>;

/** The draft as it will look where it goes; nothing for mail, payments and events, whose fields say all. */
export function ChannelPreview({ detail, text }: { detail: Pick<ApprovalDetail, "action" | "routing">; text: string }) {
  const { action, routing } = detail;
  if (action === "execute_plan") return <Steps text={text} />;
  if (!routing || text === "") return null;
  if (action === "send_whatsapp") return <Bubble text={text} />;
  if (action === "create_post") return <Post routing={routing} text={text} />;
  const bill = billOf(text);
  return bill ? <BillPreview bill={bill} currency={one(routing.currency)} /> : null;
}

function Steps({ text }: { text: string }) {
  return (
    <section aria-label="The plan" className="mb-4 rounded-2xl border border-line bg-card p-4">
      <MarkdownText markdown={text} />
    </section>
  );
}

function Bubble({ text }: { text: string }) {
  return (
    <section aria-label="As the chat will show it" className="mb-4 flex justify-end rounded-2xl border border-line bg-hover p-4">
      <p className="max-w-[85%] rounded-2xl rounded-tr-sm bg-go-soft px-3 py-2 text-base whitespace-pre-wrap">{text}</p>
    </section>
  );
}

function Post({ routing, text }: { routing: Routing; text: string }) {
  const platform = one(routing.platform);
  const media = listOf(routing.media);
  const link = one(routing.link) || null;
  return (
    <section aria-label={`As ${platformName(platform)} will show it`} className="mb-4 rounded-2xl border border-line bg-card p-4">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <span aria-hidden className="flex size-10 items-center justify-center rounded-full bg-hover text-base font-semibold">
          {platformName(platform).charAt(0)}
        </span>
        <p className="grow text-sm">
          <span className="block font-semibold">{one(routing.account) || "Your account"}</span>
          <span className="text-muted">{platformName(platform)}</span>
        </p>
        <Ring platform={platform} text={text} link={link} />
      </div>
      <p className="text-base whitespace-pre-wrap">{text}</p>
      {link && (
        <p className="mt-3 flex items-center gap-2 rounded-xl border border-line p-3 text-sm">
          <Link2 aria-hidden className="size-5 shrink-0 text-muted" />
          {link}
        </p>
      )}
      {media.map((name) => (
        <p key={name} className="mt-3 flex items-center gap-2 rounded-xl border border-dashed border-line p-3 text-sm">
          <Picture aria-hidden className="size-5 shrink-0 text-muted" />
          {name}
        </p>
      ))}
    </section>
  );
}

const AROUND = 2 * Math.PI * 16;
const NEAR = 0.9;

/** How much of the platform's limit is used, as a ring and as a number. */
function Ring({ platform, text, link }: { platform: string; text: string; link: string | null }) {
  const counted = postLength(platform, text, link);
  if (counted === null) return null;
  const { length, limit } = counted;
  const left = limit - length;
  const share = Math.min(1, length / limit);
  const ink = left < 0 ? "text-stop" : share > NEAR ? "text-warn" : "text-go-ink";
  return (
    <p data-testid="post-length" className={clsx("flex shrink-0 items-center gap-2 text-sm font-medium", ink)}>
      <svg aria-hidden viewBox="0 0 40 40" className="size-8 -rotate-90" fill="none" stroke="currentColor" strokeWidth="5">
        <circle cx="20" cy="20" r="16" className="text-line" stroke="currentColor" />
        <circle cx="20" cy="20" r="16" strokeDasharray={AROUND} strokeDashoffset={AROUND * (1 - share)} />
      </svg>
      {left < 0 ? `${-left} too many` : `${length} of ${limit}`}
    </p>
  );
}

function one(value: Routing[string] | undefined): string {
  return typeof value === "string" ? value : "";
}
