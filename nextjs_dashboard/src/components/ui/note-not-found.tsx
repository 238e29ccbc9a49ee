import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** What a link shows whose file is not, or no longer, in the vault. */
export function NoteNotFound({ title, what, href, label }: { title: string; what: string; href: string; label: string }) {
  return (
    <div className="max-w-2xl space-y-4">
      <h1 className="text-xl font-semibold">{title}</h1>
      <Notice title={`There is no ${what} with this id that can be read`}>
        <p>It may have been deleted, moved or renamed in Obsidian, or it has not reached this laptop yet. Files that cannot be read stand on the health page.</p>
      </Notice>
      <Link prefetch={false} href={href} className={buttonLook("quiet")}>
        {label}
      </Link>
    </div>
  );
}
