"""The demo's settings files mean the same to every program that reads them, and its ports collide with nobody's."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dotenv import dotenv_values

from cloud_agent.settings import FORBIDDEN
from deployment.demo.certificate import certificate_file, ensure_certificate
from deployment.demo.env_files import Secrets, cloud_settings, ensure_secrets, local_settings, quote, write_env_files
from deployment.demo.errors import DemoError
from deployment.demo.place import LONGEST_SOCKET_FOLDER, Place, read_notes, write_notes
from deployment.demo.pm2 import clean_environment
from deployment.demo.ports import choose_port
from deployment.demo.readiness import missing_subjects
from local_agent.passwords import hash_password

NOTES = {"dashboard_port": 3000, "smtp_port": 2525}
SECRETS = Secrets("abcd-efgh-jkmn", hash_password("abcd-efgh-jkmn"), "smtp secret", "n" * 44)
TRICKY = [
    "plain",
    "",
    "with space",
    "#hash",
    "a # b",
    "$HOME ${HOME} $1",
    'double "quotes"',
    "back\\slash",
    "Ünï 👍",
    "a=b",
]


@pytest.mark.parametrize("value", TRICKY)
def test_python_reads_a_quoted_value_back(tmp_path: Path, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"NAME={quote(value)}\n", encoding="utf-8")
    assert dotenv_values(file, interpolate=False)["NAME"] == value


def test_node_reads_quoted_values_back(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("".join(f"T{number}={quote(value)}\n" for number, value in enumerate(TRICKY)), encoding="utf-8")
    names = [f"T{number}" for number in range(len(TRICKY))]
    script = f"process.loadEnvFile(process.argv[1]); console.log(JSON.stringify({names}.map((n) => process.env[n])))"
    node = shutil.which("node")
    assert node
    done = subprocess.run([node, "-e", script, str(file)], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == TRICKY


@pytest.mark.parametrize("value", ["it's", "two\nlines", "ends with \\"])
def test_a_value_that_programs_would_read_differently_is_refused(value: str) -> None:
    with pytest.raises(DemoError, match="cannot be written"):
        quote(value)


@pytest.mark.req("FR-P003", "FR-P057")
def test_the_demos_cloud_machine_holds_nothing_that_can_send(tmp_path: Path) -> None:
    own = {"SMTP_PASSWORD": "x", "ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}
    cloud = cloud_settings(Place(tmp_path), NOTES, own)
    assert not set(FORBIDDEN) & set(cloud)
    assert (cloud["ANTHROPIC_API_KEY"], cloud["ANTHROPIC_BASE_URL"]) == ("key", "http://127.0.0.1:9")
    assert "ANTHROPIC_API_KEY" not in local_settings(Place(tmp_path), NOTES, SECRETS)


def test_settings_files_are_private(tmp_path: Path) -> None:
    place = Place(tmp_path)
    write_env_files(place, NOTES, SECRETS, {})
    assert [place.env_file(agent).stat().st_mode & 0o777 for agent in ("cloud", "local")] == [0o600, 0o600]


def test_secrets_are_kept_between_starts_and_made_anew_when_damaged(tmp_path: Path) -> None:
    place = Place(tmp_path)
    first = ensure_secrets({})
    write_notes(place, {"secrets": {name: getattr(first, name) for name in Secrets.__dataclass_fields__}})
    assert ensure_secrets(read_notes(place)) == first
    place.notes.write_text('{"secrets": {"password": 3', encoding="utf-8")
    assert read_notes(place) == {}


def test_nothing_of_the_persons_environment_reaches_the_processes_unasked(tmp_path: Path) -> None:
    own = {"PATH": "/bin", "SMTP_PASSWORD": "mine", "PORT": "80", "VAULT_PATH": "/home/me", "NODE_OPTIONS": "--inspect"}
    passed = clean_environment(Place(tmp_path), own)
    assert set(passed) == {"PATH", "USER", "PM2_HOME", "PM2_DISABLE_VERSION_CHECK", "AI_EMPLOYEE_PYTHON"}


def test_a_long_folder_name_does_not_break_the_sockets(tmp_path: Path) -> None:
    deep = Place(tmp_path / ("d" * 120))
    assert len(str(deep.pm2_home)) <= LONGEST_SOCKET_FOLDER
    assert deep.pm2_home != Place(tmp_path / ("e" * 120)).pm2_home


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = int(busy.getsockname()[1])
        assert choose_port(port) > port
        assert choose_port(port, frozenset({port + 1})) > port + 1


def test_the_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    made = datetime.now(UTC)
    assert ensure_certificate(tmp_path, made)
    first = certificate_file(tmp_path).read_bytes()
    assert not ensure_certificate(tmp_path, made + timedelta(days=300))
    assert ensure_certificate(tmp_path, made + timedelta(days=360))
    assert certificate_file(tmp_path).read_bytes() != first


def test_a_draft_is_missing_until_its_subject_is_shown() -> None:
    assert missing_subjects(["Lunch?", "Call?"], ["Re: Lunch?"]) == ["Call?"]
