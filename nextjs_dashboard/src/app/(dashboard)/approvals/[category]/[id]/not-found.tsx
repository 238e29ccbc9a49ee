import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** A link to a draft that is nowhere in the vault. */
export default function DraftNotFound() {
  return (
    <div className="max-w-2xl space-y-4">
      <h1 className="text-xl font-semibold">This draft is gone</h1>
      <Notice title="There is no draft with this id in the vault">
        <p>It may have been deleted or renamed in Obsidian, or it has not reached this laptop yet. The activity shows what was decided.</p>
      </Notice>
      <div className="flex flex-wrap gap-4">
        <Link prefetch={false} href="/approvals" className={buttonLook("quiet")}>
          To the queue
        </Link>
        <Link prefetch={false} href="/activity" className={buttonLook("plain")}>
          Activity
        </Link>
      </div>
    </div>
  );
}
