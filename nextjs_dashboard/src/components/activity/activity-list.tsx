"use client";

import { History, Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { ActivityRow } from "@/components/activity/activity-row";
import { useRead } from "@/components/live/api-provider";
import { useTimeZone } from "@/components/time/clock-provider";
import { EmptyState, Notice } from "@/components/ui/notice";
import { plainWords } from "@/lib/client/api";
import { day } from "@/lib/client/time";
import type { Activity } from "@/lib/types";

/** What happened, by day, the newest first; can be searched by any word. */
export function ActivityList({ initial }: { initial: { items: Activity[] } }) {
  const { data = initial, error } = useRead("/api/activity", initial);
  const [query, setQuery] = useState("");
  const zone = useTimeZone();
  const days = useMemo(() => byDay(matching(data.items, query), zone), [data.items, query, zone]);
  if (data.items.length === 0) return <NothingHappened />;
  return (
    <>
      {error !== undefined && (
        <Notice tone="warn" role="alert" title="This list may be out of date" className="mb-3">
          {plainWords(error)}
        </Notice>
      )}
      <SearchField value={query} onChange={setQuery} />
      {days.length === 0 && <p className="py-8 text-center text-sm text-muted">Nothing found for “{query}”.</p>}
      {days.map(([name, entries]) => (
        <section key={name} aria-label={name} className="mb-4 rounded-2xl border border-line bg-card p-4">
          <h2 className="mb-2 text-sm font-semibold text-muted">{name}</h2>
          <ul className="divide-y divide-line">
            {entries.map((entry, index) => (
              <li key={`${entry.timestamp}-${index}`}>
                <ActivityRow entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="relative mb-4">
      <label htmlFor={id} className="sr-only">
        Search the activity
      </label>
      <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3 size-5 text-muted" />
      <input id={id} type="search" placeholder="Search" value={value} onChange={(event) => onChange(event.target.value)} className="h-12 w-full rounded-xl border border-field-line bg-raised pr-3 pl-10 text-base placeholder:text-muted" />
    </div>
  );
}

function matching(entries: Activity[], query: string): Activity[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.description} ${entry.subject ?? ""} ${entry.action_type} ${entry.draft_id ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function byDay(entries: Activity[], zone: string | undefined): [string, Activity[]][] {
  const days = new Map<string, Activity[]>();
  for (const entry of entries) {
    const name = day(entry.timestamp, zone);
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  return [...days];
}

function NothingHappened() {
  return (
    <EmptyState icon={History} title="Nothing happened yet">
      <p>Every decision and every message that was sent is listed here, with its time.</p>
    </EmptyState>
  );
}
