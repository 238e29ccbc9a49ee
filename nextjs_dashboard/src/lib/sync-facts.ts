/** How the sync with the cloud fares, as names and numbers. Pure. */
import type { HealthRow, SyncStatus } from "@/lib/types";

const STATES: Record<SyncStatus["state"], string> = {
  synced: "Both sides are the same",
  diverged: "Both sides changed; the next round brings them together",
  conflict: "Both sides changed the same text; both versions are kept",
  offline: "Nothing goes to the remote now; nothing is lost",
  unknown: "Not known yet",
};

export function syncFacts(sync: SyncStatus): NonNullable<HealthRow["facts"]> {
  const { cycle_seconds: seconds, conflicts } = sync;
  const facts = [
    { name: "State", value: STATES[sync.state] },
    { name: "Waits to go out", value: changes(sync.ahead) },
    { name: "Waits to come in", value: changes(sync.behind) },
  ];
  if (conflicts !== undefined) facts.push({ name: "Conflicts since the start", value: conflicts === 0 ? "None" : `${conflicts}, all kept in both versions` });
  if (seconds !== undefined) facts.push({ name: "Last round took", value: seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s` });
  return facts;
}

function changes(count: number): string {
  return count === 0 ? "Nothing" : `${count} ${count === 1 ? "change" : "changes"}`;
}
