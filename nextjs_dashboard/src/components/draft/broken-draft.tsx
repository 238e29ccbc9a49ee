import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { problemWords } from "@/components/draft/problem-words";

/** A file that cannot be read as a draft. It is never guessed at: the owner mends it in Obsidian. */
export function BrokenDraft({ id, problem }: { id: string; problem: { code: string; line: number | null } }) {
  return (
    <div className="max-w-3xl space-y-4">
      <h1 className="text-xl font-semibold">This draft cannot be read</h1>
      <Notice tone="danger" title={problemWords(problem.code)}>
        <p>
          File <span className="font-mono">{id}.md</span>
          {problem.line !== null && `, line ${problem.line}`}
        </p>
        <p className="mt-2">Open it in Obsidian and mend it, or delete it. It cannot be approved, and nothing in it was run or sent.</p>
      </Notice>
      <Link prefetch={false} href="/approvals" className={buttonLook("quiet")}>
        Back to the queue
      </Link>
    </div>
  );
}
