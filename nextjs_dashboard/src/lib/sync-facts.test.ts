import { syncFacts } from "@/lib/sync-facts";

const SYNC = { state: "synced", last_pull: null, last_push: null, ahead: 0, behind: 0 } as const;

test("the sync's numbers are told plainly", () => {
  const facts = syncFacts({ ...SYNC, state: "diverged", ahead: 1, behind: 3, conflicts: 2, cycle_seconds: 0.412 });
  expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    "State: Both sides changed; the next round brings them together",
    "Waits to go out: 1 change",
    "Waits to come in: 3 changes",
    "Conflicts since the start: 2, all kept in both versions",
    "Last round took: 412 ms",
  ]);
});

test("what an older agent does not tell is left out", () => {
  expect(syncFacts(SYNC).map(({ value }) => value)).toEqual(["Both sides are the same", "Nothing", "Nothing"]);
});
