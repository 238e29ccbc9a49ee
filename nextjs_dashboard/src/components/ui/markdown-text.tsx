import clsx from "clsx";
import { Square, SquareCheck, SquareX, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import { blocksOf, type Block, type Item, type Mark, type Words } from "@/lib/client/markdown";

/** A file of the vault as it was written, in the page's own looks. */
export function MarkdownText({ markdown }: { markdown: string }) {
  return (
    <div className="space-y-3 leading-relaxed wrap-anywhere">
      {blocksOf(markdown).map((block, index) => (
        <Part key={index} block={block} />
      ))}
    </div>
  );
}

function Part({ block }: { block: Block }) {
  if (block.kind === "heading") return <Heading level={block.level} words={block.words} />;
  if (block.kind === "list") return <List ordered={block.ordered} items={block.items} />;
  if (block.kind === "table") return <Table head={block.head} rows={block.rows} />;
  return (
    <p className="whitespace-pre-wrap">
      <Line words={block.words} />
    </p>
  );
}

function Line({ words }: { words: Words[] }) {
  return words.map(({ text, strong, href }, index) => {
    if (href !== undefined) {
      return (
        <Link key={index} prefetch={false} href={href} className="text-link underline">
          {text}
        </Link>
      );
    }
    return strong ? <strong key={index}>{text}</strong> : <Fragment key={index}>{text}</Fragment>;
  });
}

function Heading({ level, words }: { level: number; words: Words[] }) {
  if (level === 1) {
    return (
      <h1 className="text-xl font-semibold tracking-tight md:text-2xl">
        <Line words={words} />
      </h1>
    );
  }
  const Tag = level === 2 ? "h2" : "h3";
  return (
    <Tag className="pt-4 text-base font-semibold">
      <Line words={words} />
    </Tag>
  );
}

const BOXES: Record<NonNullable<Mark>, { icon: LucideIcon; word: string; ink: string }> = {
  open: { icon: Square, word: "Open:", ink: "text-muted" },
  done: { icon: SquareCheck, word: "Done:", ink: "text-go-ink" },
  blocked: { icon: SquareX, word: "Blocked:", ink: "text-stop" },
};

function List({ ordered, items }: { ordered: boolean; items: Item[] }) {
  const boxed = items.some((item) => item.mark !== null);
  const Tag = ordered ? "ol" : "ul";
  return (
    <Tag className={boxed ? "space-y-2" : clsx("space-y-1 pl-5", ordered ? "list-decimal" : "list-disc")}>
      {items.map((item, index) => (
        <li key={index} className={clsx(boxed && "flex gap-2")}>
          {item.mark && <Box mark={item.mark} />}
          <span className={clsx("min-w-0", item.mark === "done" && "text-muted")}>
            <Line words={item.words} />
          </span>
        </li>
      ))}
    </Tag>
  );
}

function Box({ mark }: { mark: NonNullable<Mark> }) {
  const { icon: Icon, word, ink } = BOXES[mark];
  return (
    <>
      <Icon aria-hidden className={clsx("mt-1 size-5 shrink-0", ink)} />
      <span className="sr-only">{word}</span>
    </>
  );
}

function Table({ head, rows }: { head: Words[][]; rows: Words[][][] }) {
  const name = head.map((cell) => cell.map(({ text }) => text).join("")).join(", ");
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-card px-4 py-2 wrap-normal" tabIndex={0} role="region" aria-label={`Table: ${name}`}>
      <table className="w-full text-sm">
        <thead className="text-left text-muted">
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col" className="py-2 pr-4 font-medium">
                <Line words={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="py-2 pr-4">
                  <Line words={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
