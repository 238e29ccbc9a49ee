"""A git command ends with all it started where it hangs, and works in its own clone or nowhere."""

from __future__ import annotations

import os
import select
from pathlib import Path

import git
import pytest

from agent_skills.sync.git_process import GitHangsError, run_to_the_end
from agent_skills.sync.git_repo import GitError, GitRepo

PATIENCE = 2.0
pytestmark = pytest.mark.integration


@pytest.mark.req("NFR-P-REL-002", "P-EC2")
def test_a_command_that_hangs_is_ended_with_the_programs_it_started(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    hanging = ["git", "-c", 'alias.hang=!f() { sleep 600 >"$1" & wait; }; f', "hang", str(held)]
    with pytest.raises(GitHangsError, match="no answer within 2 s"):
        run_to_the_end(git.Git(str(tmp_path)), hanging, None, PATIENCE)
    assert select.select([reader], [], [], 10)[0], "the program that the command started still holds its output open"
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_what_a_command_reads_and_prints_may_be_larger_than_a_pipe(tmp_path: Path) -> None:
    data = os.urandom(1_000_000).hex().encode()
    echo = ["git", "-c", "alias.echo=!cat; echo told >&2", "echo"]
    ended = run_to_the_end(git.Git(str(tmp_path)), echo, data, 60)
    assert (ended.status, ended.output, ended.errors) == (0, data, "told\n")


def test_a_command_that_gets_nothing_to_read_does_not_wait_for_it(tmp_path: Path) -> None:
    ended = run_to_the_end(git.Git(str(tmp_path)), ["git", "hash-object", "--stdin"], None, 60)
    assert ended.output.strip() == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_a_clone_whose_folder_is_gone_is_not_taken_for_the_one_that_the_process_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    git.Repo.init(here)
    monkeypatch.chdir(here)
    assert GitRepo(here).line("rev-parse", "--show-toplevel") == str(here)
    with pytest.raises(GitError, match="cannot change to"):
        GitRepo(tmp_path / "gone").line("rev-parse", "--show-toplevel")
