import { NoteNotFound } from "@/components/ui/note-not-found";

/** A link to a briefing that is nowhere in the vault. */
export default function BriefingNotFound() {
  return <NoteNotFound title="This briefing is gone" what="briefing" href="/briefings" label="All briefings" />;
}
