"""Whatever two machines do between their syncs, the merge loses nothing, doubles nothing and comes to one tree."""

from __future__ import annotations

import re
from collections import Counter
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_skills.domain.items import Document, is_id, stem
from agent_skills.domain.states import Agent, place_of
from agent_skills.domain.zones import DASHBOARD, may_write
from agent_skills.vault.vault_parser import serialize
from tests.fixtures.replicas import Remote, Replica, differences

NUMBERS = st.integers(1, 4)
TEXTS = st.sampled_from(["yes", "no", "maybe", "later", "words"])
PLACES = {
    Agent.CLOUD: ["Inbox", "Needs_Action", "In_Progress/cloud", "Pending_Approval/Email", "Done/2026-11"],
    Agent.LOCAL: [
        "Needs_Action",
        "In_Progress/local",
        "Pending_Approval/Email",
        "Approved/Email",
        "Rejected",
        "Done/2026-11",
        "Archive/old_drafts",
    ],
}
FOREIGN = ["Approved/Email/EMAIL_1.md", "Rejected/EMAIL_2.md", "Company_Handbook.md", ".obsidian/app.json", "x.sh"]
TIMES = count(1)
WORD = re.compile(rb"word\d+\.")


def item(number: int, text: str) -> bytes:
    when, text = f"2026-11-21T09:{next(TIMES) % 60:02d}:00Z", f"{text} word{next(TIMES)}."
    front = {"id": f"EMAIL_{number}", "type": "email_draft", "updated_at": when, "note": text}
    return serialize(Document(front, f"# Item {number}\n\n## Draft\n\n{text}\n"))  # type: ignore[arg-type]


class TwoMachines(RuleBasedStateMachine):
    """Agents that write where they may, a Cloud that is broken into at times, and syncs in any order."""

    @initialize()
    def start(self) -> None:
        self.remote = Remote()
        self.machines = {agent: Replica(agent, self.remote) for agent in Agent}
        local = self.machines[Agent.LOCAL]
        local.write("Company_Handbook.md", b"---\nname: me\n---\nBe kind.\n")
        local.write(DASHBOARD, b"---\nid: x\n---\n# Dashboard\n\n## Updates\n\n-\n\n## Queue\n\n-\n")
        for number in range(1, 5):
            local.write(f"Inbox/EMAIL_{number}.md", item(number, "new"))
        local.sync()
        self.machines[Agent.CLOUD].sync()

    def places(self, agent: Agent, number: int) -> list[str]:
        return [path for path in self.machines[agent].tree if stem(path) == f"EMAIL_{number}" and place_of(path)]

    @rule(agent=st.sampled_from(Agent), number=NUMBERS, where=st.integers(0, 6))
    def moves_an_item(self, agent: Agent, number: int, where: int) -> None:
        machine = self.machines[agent]
        for path in self.places(agent, number)[:1]:
            if may_write(agent, path):
                entry = machine.tree.pop(path)
                machine.tree[f"{PLACES[agent][where % len(PLACES[agent])]}/EMAIL_{number}.md"] = entry

    @rule(agent=st.sampled_from(Agent), number=NUMBERS, text=TEXTS)
    def edits_an_item(self, agent: Agent, number: int, text: str) -> None:
        for path in self.places(agent, number)[:1]:
            if may_write(agent, path):
                self.machines[agent].write(path, item(number, text))

    @rule(agent=st.sampled_from(Agent), number=NUMBERS)
    def removes_an_item(self, agent: Agent, number: int) -> None:
        for path in self.places(agent, number)[:1]:
            if may_write(agent, path):
                del self.machines[agent].tree[path]

    @rule(agent=st.sampled_from(Agent), text=TEXTS)
    def writes_a_note_and_a_log(self, agent: Agent, text: str) -> None:
        machine = self.machines[agent]
        machine.write("Plans/plan.md", f"{text} of {agent} word{next(TIMES)}.\n".encode())
        log = "Logs/API_Usage/2026-11-21.md"
        machine.write(log, (machine.read(log) if log in machine.tree else b"") + f"| {next(TIMES)} |\n".encode())

    @rule(path=st.sampled_from(FOREIGN), text=TEXTS)
    def an_intruder_on_the_cloud_pushes(self, path: str, text: str) -> None:
        self.machines[Agent.CLOUD].write(path, text.encode())

    @rule(agent=st.sampled_from(Agent))
    def syncs(self, agent: Agent) -> None:
        machine = self.machines[agent]
        mine, other = differences(machine.base, machine.tree), differences(machine.base, self.remote.tree)
        result = machine.sync()
        words = b"".join(self.remote.objects[entry.oid] for entry in machine.tree.values())
        named = {oid for resolution in result.resolutions for oid in resolution.losing}
        for entry in [change.new for change in [*mine, *other] if change.new]:
            told = WORD.search(self.remote.objects[entry.oid])
            assert told is None or told[0] in words or entry.oid in named

    @rule(agent=st.sampled_from(Agent))
    def syncing_twice_changes_nothing(self, agent: Agent) -> None:
        machine = self.machines[agent]
        machine.sync()
        tree = dict(machine.tree)
        assert machine.sync().files == {}
        assert machine.tree == tree

    @invariant()
    def an_id_lies_in_one_place(self) -> None:
        tree = self.machines[Agent.LOCAL].base
        ids = Counter(stem(path).lower() for path in tree if place_of(path) and is_id(stem(path)))
        assert [name for name, places in ids.items() if places > 1] == []

    @invariant()
    def nothing_foreign_is_on_the_owners_machine(self) -> None:
        local = self.machines[Agent.LOCAL]
        assert "x.sh" not in local.tree
        assert ".obsidian/app.json" not in local.tree
        assert local.read("Company_Handbook.md").endswith(b"Be kind.\n")

    def teardown(self) -> None:
        if not hasattr(self, "machines"):
            return
        for agent in (Agent.LOCAL, Agent.CLOUD, Agent.LOCAL, Agent.CLOUD):
            self.machines[agent].sync()
        local, cloud = self.machines[Agent.LOCAL], self.machines[Agent.CLOUD]
        assert local.tree == cloud.tree == self.remote.tree


TestTwoMachines = TwoMachines.TestCase
TestTwoMachines.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
