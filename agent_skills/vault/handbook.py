"""The owner's handbook as the agents read it."""

from __future__ import annotations

from agent_skills.domain.errors import MalformedFileError
from agent_skills.domain.items import Document
from agent_skills.domain.ports import FindingSink, Vault
from agent_skills.vault.problems import malformed

HANDBOOK = "Company_Handbook.md"


def read_handbook(vault: Vault, findings: FindingSink) -> Document | None:
    """Return the handbook; None, with a finding, where it cannot be read (then defaults apply)."""
    try:
        handbook = vault.read(HANDBOOK).doc
    except FileNotFoundError:
        return None
    except MalformedFileError as error:
        findings.report(malformed(HANDBOOK, error))
        return None
    findings.clear("malformed_file", HANDBOOK)
    return handbook
