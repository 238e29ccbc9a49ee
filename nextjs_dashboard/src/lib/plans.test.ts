/** @jest-environment node */
import { activePlans, listPlans, planWithText } from "@/lib/plans";
import { removeTemporaryVaults, TemporaryVault } from "@/lib/testing/temporary-vault";

afterEach(removeTemporaryVaults);

function plan(own: TemporaryVault, path: string, front: string, body: string): void {
  own.write(path, `---\ntype: plan\n${front}\n---\n${body}\n`);
}

test("plans are listed with the steps that are ticked, what needs the owner first", async () => {
  const own = new TemporaryVault();
  plan(own, "Plans/PLAN_move.md", "objective: Move the office\nstatus: executing", "# Move\n\n1. [x] Ask\n2. [ ] Pack\n3. [ ] Drive");
  plan(own, "Plans/PLAN_old.md", "objective: Old\nstatus: completed", "1. [x] All");
  plan(own, "Plans/PLAN_stuck.md", "objective: Stuck\nstatus: escalated", "1. [x] One\n2. [!] Two");
  plan(own, "Pending_Approval/Plans/PLAN_new.md", "status: pending_approval", "# A new machine\n\n- [ ] Order");
  await own.index.start();
  expect(listPlans(own.index).map(({ objective, status, done, total }) => [objective, status, done, total])).toEqual([
    ["A new machine", "awaiting_approval", 0, 1],
    ["Stuck", "escalated", 1, 2],
    ["Move the office", "executing", 1, 3],
    ["Old", "completed", 1, 1],
  ]);
  expect(activePlans(own.index)).toEqual([
    { plan_id: "PLAN_stuck", objective: "Stuck", current_step: 2, total_steps: 2, status: "blocked" },
    { plan_id: "PLAN_move", objective: "Move the office", current_step: 2, total_steps: 3, status: "executing" },
  ]);
});

test("a plan and the file that asks for a yes to it are one", async () => {
  const own = new TemporaryVault();
  plan(own, "Plans/PLAN_1.md", "objective: Move\nstatus: awaiting_approval", "1. [ ] Ask");
  plan(own, "Pending_Approval/Plans/PLAN_1_approval.md", "status: pending_approval", "Please");
  await own.index.start();
  expect(listPlans(own.index)).toMatchObject([{ plan_id: "PLAN_1", approval_id: "PLAN_1_approval" }]);
});

test("a plan's text is read as it is now; other files are no plans", async () => {
  const own = new TemporaryVault();
  plan(own, "Plans/PLAN_1.md", "status: executing", "# Move\n\n1. [ ] Ask");
  own.write("Plans/PLAN_2.md", "---\nid: a\nid: b\n---\n");
  own.write("Needs_Action/NOTE.md", "---\ntype: finding\n---\nPlans/");
  await own.index.start();
  plan(own, "Plans/PLAN_1.md", "status: executing", "# Move\n\n1. [x] Ask");
  expect(planWithText(own.index, "plan_1")).toMatchObject({ done: 1, total: 1, objective: "Move" });
  for (const id of ["PLAN_2", "NOTE", "../Plans/PLAN_1"]) expect(planWithText(own.index, id)).toBeNull();
});
