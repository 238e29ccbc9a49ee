import { NoteNotFound } from "@/components/ui/note-not-found";

/** A link to a plan that is nowhere in the vault. */
export default function PlanNotFound() {
  return <NoteNotFound title="This plan is gone" what="plan" href="/plans" label="All plans" />;
}
