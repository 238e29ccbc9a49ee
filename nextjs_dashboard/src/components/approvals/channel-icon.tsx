import { BriefcaseBusiness, CalendarDays, ListChecks, Mail, Megaphone, MessageCircle, Receipt, type LucideIcon } from "lucide-react";
import { categoryName } from "@/lib/client/wording";
import type { Category } from "@/lib/types";

const ICONS: Record<Category, LucideIcon> = { Email: Mail, WhatsApp: MessageCircle, LinkedIn: BriefcaseBusiness, Social: Megaphone, Odoo: Receipt, Calendar: CalendarDays, Plans: ListChecks };

export function ChannelIcon({ category }: { category: Category }) {
  const Icon = ICONS[category];
  return (
    <span className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-hover text-muted">
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{categoryName(category)}</span>
    </span>
  );
}
