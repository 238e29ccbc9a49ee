"use client";

import { SearchX } from "lucide-react";
import { useDeferredValue, useState } from "react";
import useSWR from "swr";
import { SearchField } from "@/components/search/search-field";
import { SearchRow } from "@/components/search/search-row";
import { EmptyState, Notice } from "@/components/ui/notice";
import { plainWords, searchPath } from "@/lib/client/api";
import type { SearchPage } from "@/lib/types";

/** Finds while the owner types; the address keeps the words, so that it can be shared with oneself. */
export function SearchView({ query, initial }: { query: string; initial: SearchPage }) {
  const [text, setText] = useState(query);
  const asked = useDeferredValue(text.trim());
  const type = (value: string): void => {
    setText(value);
    window.history.replaceState(null, "", value.trim() ? `/search?q=${encodeURIComponent(value.trim())}` : "/search");
  };
  const options = { keepPreviousData: true, ...(asked === query.trim() && { fallbackData: initial }) };
  const { data, error } = useSWR<SearchPage, unknown>(asked === "" ? null : searchPath(asked), options);
  return (
    <>
      <SearchField label="Search all drafts" value={text} onChange={type} />
      {error !== undefined && (
        <Notice tone="warn" role="alert" title="The search did not work" className="mb-3">
          {plainWords(error)}
        </Notice>
      )}
      {asked === "" ? <p className="text-sm text-muted">A name, an address, a word of the subject: whatever you remember.</p> : data && <Found page={data} query={asked} />}
    </>
  );
}

function Found({ page, query }: { page: SearchPage; query: string }) {
  if (page.total === 0) {
    return (
      <EmptyState icon={SearchX} title={`Nothing found for “${query}”`}>
        <p>Every word has to occur. Try fewer, or only the beginning of one.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p role="status" className="mb-2 text-sm text-muted">
        {page.total > page.items.length ? `The first ${page.items.length} of ${page.total}` : `${page.total} found`}
      </p>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-card px-4">
        {page.items.map((hit) => (
          <li key={`${hit.place} ${hit.id}`}>
            <SearchRow hit={hit} />
          </li>
        ))}
      </ul>
    </>
  );
}
