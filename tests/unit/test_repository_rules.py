"""Rules of the house that no linter knows, checked on every file that git knows."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values
from packaging.version import Version

from cloud_agent.settings import FORBIDDEN
from tests.requirements import catalogue, cited

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 300
CODE = {".py", ".ts", ".tsx", ".js", ".mjs", ".sh"}
SAFE_VERSIONS = {"next": "16.4.3", "next-auth": "4.24.15"}
"""Older ones have known holes: middleware bypasses, and a way around the sign-in."""

SAFE_SHARP = "0.35.5"
"""Older ones let a stranger run code through an image."""

LOCKS = ("nextjs_dashboard/package-lock.json", "deployment/pm2/package-lock.json")
PYTHON_LOCKS = ("requirements-cloud.lock", "requirements-local.lock", "requirements-dev.lock")
SETTINGS_OF = {
    ".env.cloud.example": (
        "cloud_agent/settings.py",
        "agent_skills/ai/model_settings.py",
        "agent_skills/notifications/settings.py",
        "agent_skills/runtime/settings.py",
    ),
    ".env.local.example": (
        "local_agent/settings.py",
        "local_agent/channel_settings.py",
        "local_agent/mail_accounts.py",
        "agent_skills/ai/model_settings.py",
        "local_agent/whatsapp/settings.py",
        "agent_skills/notifications/settings.py",
        "agent_skills/runtime/settings.py",
    ),
}
NOT_FOR_THE_FILE = {"ENV_FILE", "XDG_STATE_HOME"}
"""They say where settings and state are, so they come from the environment."""

ALIASES = {"CLAUDE_API_KEY", "GMAIL_POLL_INTERVAL", "WHATSAPP_POLL_INTERVAL", "ODOO_PASSWORD"}
DASHBOARD_SETTINGS = ("nextjs_dashboard/src/lib/settings.ts", "nextjs_dashboard/server/start.mjs")
SET_BY_THE_START = {"NODE_ENV", "HOSTNAME", "NEXTAUTH_URL", "NEXT_TELEMETRY_DISABLED", "ENV_FILE"}
READERS = frozenset(
    {"text", "required", "secret", "number", "integer", "port", "flag", "choice", "folder", "file", "url", "zone"}
)
MACHINE_PATHS = re.compile(r"/work/(?:main|shared)|/root/|/home/(?!you|me|user)\w+/|/tmp/bash_jobs")


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git knows, and those that wait to be added; generated ones are ignored."""
    git = shutil.which("git")
    assert git
    listed = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_no_code_file_is_longer_than_a_reader_likes() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in tracked()
        if path.suffix in CODE and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert long == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name for name in names(tracked()) if drawers & {part.split(".")[0] for part in Path(name).parts}] == []


def test_no_path_of_a_developers_machine_is_left_in_a_file() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if path.suffix in {*CODE, ".md", ".toml", ".json", ".yaml", ".lock", ""} and path != Path(__file__)
        if (match := MACHINE_PATHS.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


@pytest.mark.req("P-US5.7", "NFR-P-SEC-002", "FR-P054")
def test_no_settings_file_key_or_session_is_known_to_git() -> None:
    secret = re.compile(r"(^|/)\.env(\.|$)(?!.*example$)|\.(pem|key|session)$|(^|/)credentials\.json$|(^|/)\.secrets/")
    fixtures = "tests/fixtures/"
    assert [name for name in names(tracked()) if secret.search(name) and not name.startswith(fixtures)] == []


def test_only_settings_modules_know_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in tracked("agent_skills/*.py", "cloud_agent/*.py", "local_agent/*.py")
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8")) and path.name != "settings.py"
    ]
    assert readers == []


@pytest.mark.req("FR-P003")
def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.req("FR-P003", "FR-P056")
def test_the_clouds_packages_hold_neither_a_browser_nor_a_mail_server() -> None:
    lock = (ROOT / "requirements-cloud.lock").read_text(encoding="utf-8").lower()
    assert [name for name in ("playwright", "aiosmtpd", "bcrypt") if re.search(rf"(?m)^{name}==", lock)] == []


def packages(lock: str) -> dict[str, str]:
    """Return every installed package's place in the tree, and its version."""
    content = json.loads((ROOT / lock).read_text(encoding="utf-8"))
    return {
        place: str(entry["version"]) for place, entry in content["packages"].items() if place and "version" in entry
    }


def test_no_package_is_older_than_its_last_safe_version() -> None:
    found = packages(LOCKS[0])
    for name, least in SAFE_VERSIONS.items():
        assert Version(found[f"node_modules/{name}"]) >= Version(least), name
    sharps = {place: version for place, version in found.items() if place.endswith("node_modules/sharp")}
    assert {place for place, version in sharps.items() if Version(version) < Version(SAFE_SHARP)} == set()


@pytest.mark.parametrize("lock", [*LOCKS, *PYTHON_LOCKS])
def test_lock_files_name_no_server(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert (
        re.findall(
            r'"resolved"|--(?:extra-)?index-url|--find-links|https?://(?!opencollective|github)[^"\s]*\.tgz', text
        )
        == []
    )


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_python_package_is_pinned_with_its_hashes(lock: str) -> None:
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    loose = [
        entry.split()[0]
        for entry in entries
        if entry.strip() and not entry.startswith("#") and "--hash=sha256:" not in entry
    ]
    assert loose == []


def read_by(*modules: str) -> set[str]:
    """Return the setting names that modules ask a SettingsReader for."""
    calls = [
        node
        for module in modules
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
    ]
    words = {str(call.args[0].value) for call in calls if call.args and isinstance(call.args[0], ast.Constant)}
    return {word for word in words if re.fullmatch(r"[A-Z][A-Z0-9_]+", word)} - NOT_FOR_THE_FILE


def read_by_the_dashboard() -> set[str]:
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in (*DASHBOARD_SETTINGS, "nextjs_dashboard/server/settings.mjs")
    ]
    return {name for text in texts for name in re.findall(r"\benv\.([A-Z][A-Z0-9_]+)", text)} - SET_BY_THE_START


@pytest.mark.parametrize("example", SETTINGS_OF)
def test_the_example_settings_name_every_setting_and_no_other(example: str) -> None:
    known = read_by(*SETTINGS_OF[example])
    if example == ".env.local.example":
        known |= read_by_the_dashboard()
    named = set(dotenv_values(ROOT / example, interpolate=False))
    assert (known - ALIASES - named, named - known) == (set(), set())


@pytest.mark.parametrize("example", SETTINGS_OF)
def test_every_example_setting_is_explained(example: str) -> None:
    blocks = (ROOT / example).read_text(encoding="utf-8").split("\n\n")
    bare = [block for block in blocks if re.search(r"(?m)^[A-Z]", block) and not re.search(r"(?m)^#", block)]
    assert bare == []


@pytest.mark.req("FR-P003", "FR-P057")
def test_the_clouds_example_holds_no_forbidden_credential() -> None:
    assert set(dotenv_values(ROOT / ".env.cloud.example", interpolate=False)) & set(FORBIDDEN) == set()


def test_every_requirement_that_a_test_names_is_in_the_catalogue() -> None:
    assert set(cited()) - set(catalogue()) == set()
