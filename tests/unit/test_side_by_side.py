"""Small waits on the disk: one after the other on a fast one, side by side on a slow one."""

from __future__ import annotations

import threading

import pytest

from agent_skills.sync.side_by_side import SideBySide


class Disk:
    """Each piece of work takes so many seconds of its clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.threads: list[threading.Thread] = []

    def write(self, item: int) -> int:
        self.threads.append(threading.current_thread())
        self.now += self.seconds
        if item < 0:
            raise OSError("the disk is full")
        return item * 2

    def map(self, *items: int) -> list[int]:
        return SideBySide(lambda: self.now).map(self.write, items)


def test_a_fast_disk_is_written_without_threads() -> None:
    disk = Disk(0.0005)
    assert disk.map(1, 2, 3) == [2, 4, 6]
    assert set(disk.threads) == {threading.current_thread()}


def test_a_slow_disk_is_written_side_by_side_and_the_answers_keep_their_order() -> None:
    disk = Disk(0.01)
    assert disk.map(*range(20)) == [number * 2 for number in range(20)]
    assert threading.current_thread() in disk.threads[:1]
    assert threading.current_thread() not in disk.threads[1:]


@pytest.mark.parametrize("seconds", [0.0005, 0.01])
def test_what_goes_wrong_is_told(seconds: float) -> None:
    with pytest.raises(OSError, match="full"):
        Disk(seconds).map(1, 2, -1, 4)


def test_nothing_to_do_is_done() -> None:
    assert Disk(1).map() == []
