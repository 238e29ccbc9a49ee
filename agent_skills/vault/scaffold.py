"""Lays out a new vault: folders, handbook, Obsidian view and ignore rules. Never touches what is there."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from agent_skills.domain.states import BASE_FOLDERS

TEMPLATES: dict[str, str] = {
    "Company_Handbook.md": "Company_Handbook.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".obsidian/app.json": "obsidian_app.json",
}
"""File in the vault → template shipped with the product."""


def create_vault(root: Path) -> list[str]:
    """Create the folders and first files of a vault.

    Args:
        root: the vault's folder; made where missing.

    Returns:
        the vault-relative paths that were made; existing files are left alone.
    """
    made = [path for folder in BASE_FOLDERS if (path := _keep(root, folder))]
    for name, template in TEMPLATES.items():
        content = files("agent_skills.vault").joinpath("template", template).read_bytes()
        if _write_new(root / name, content):
            made.append(name)
    return made


def _keep(root: Path, folder: str) -> str | None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    return f"{folder}/.gitkeep" if _write_new(root / folder / ".gitkeep", b"") else None


def _write_new(target: Path, content: bytes) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
