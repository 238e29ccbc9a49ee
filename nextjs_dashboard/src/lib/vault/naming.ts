/** What lists call a file, by the fields of its kind: mail has subject and to, an event title and attendees. Pure. */
import { asText, asTexts, type FrontMatter } from "@/lib/vault/parser";

export function subjectOf(front: FrontMatter): string {
  return asText(front.subject) || asText(front.title);
}

export function peopleOf(front: FrontMatter): string[] {
  const to = asTexts(front.to);
  return to.length > 0 ? to : asTexts(front.attendees);
}
