"use client";

import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

export interface Selection {
  active: boolean;
  ids: readonly string[];
  begin: () => void;
  end: () => void;
  toggle: (id: string) => void;
}

/** As many as one request takes. */
export const MOST = 50;

const SelectionContext = createContext<Selection | null>(null);

/** Which drafts of the queue were chosen to be looked at and approved together. */
export function SelectionProvider({ children }: { children: ReactNode }) {
  const [ids, setIds] = useState<readonly string[] | null>(null);
  const value = useMemo<Selection>(
    () => ({
      active: ids !== null,
      ids: ids ?? [],
      begin: () => setIds([]),
      end: () => setIds(null),
      toggle: (id) => setIds((before) => toggled(before ?? [], id)),
    }),
    [ids],
  );
  return <SelectionContext.Provider value={value}>{children}</SelectionContext.Provider>;
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  if (ids.includes(id)) return ids.filter((other) => other !== id);
  return ids.length < MOST ? [...ids, id] : ids;
}

/** Null where nothing can be chosen, as on the home page. */
export function useSelection(): Selection | null {
  return useContext(SelectionContext);
}
