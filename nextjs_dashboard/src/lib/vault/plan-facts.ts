/** What a list shows of a plan's text: its title, and how far its boxes are ticked. Pure. */
import { progressOf } from "@/lib/client/markdown";

const TITLE = /^# +(.+)$/m;

export function planFacts(body: string): { title: string; done: number; blocked: number; total: number } {
  return { title: TITLE.exec(body)?.[1]?.trim() ?? "", ...progressOf(body) };
}
