"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useRead } from "@/components/live/api-provider";

/** Asks the server for this page again after each change of the vault; for pages that are only read. */
export function RefreshOnChange() {
  const { data } = useRead("/api/status");
  const router = useRouter();
  const known = useRef(data?.revision);
  useEffect(() => {
    if (known.current !== undefined && data?.revision !== known.current) router.refresh();
    known.current = data?.revision;
  }, [data?.revision, router]);
  return null;
}
