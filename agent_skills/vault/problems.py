"""What the owner is told about a file that cannot be read."""

from __future__ import annotations

from agent_skills.domain.errors import MalformedFileError, ProblemCode
from agent_skills.domain.findings import Finding

EXPLANATIONS: dict[ProblemCode, str] = {
    ProblemCode.TOO_LARGE: "the file is larger than 1 MiB, or its front matter than 64 KiB",
    ProblemCode.NOT_UTF8: "the file is not UTF-8 text",
    ProblemCode.CONTROL_CHARACTER: "the file holds an invisible control character",
    ProblemCode.NO_FRONT_MATTER: "the front matter between two lines --- is missing or never ends",
    ProblemCode.BAD_YAML: "the front matter is not a plain list of `key: value` lines",
    ProblemCode.ALIAS: "the front matter uses an anchor or alias (& or *)",
    ProblemCode.TAG: "the front matter uses a tag (!)",
    ProblemCode.DUPLICATE_KEY: "the front matter names one key twice",
    ProblemCode.TOO_DEEP: "the front matter is nested too deeply",
    ProblemCode.BAD_KEY: "the front matter has a key with unusual characters",
}


def malformed(path: str, error: Exception) -> Finding:
    """Describe an unreadable vault file for the owner.

    Args:
        path: vault-relative path of the file, which stays where it is.
        error: what reading it raised.
    """
    problem = "the file cannot be read"
    if isinstance(error, MalformedFileError):
        problem = EXPLANATIONS[error.code] + (f" (line {error.line})" if error.line else "")
    return Finding(
        code="malformed_file",
        subject=path,
        problem=f"{path}: {problem}.",
        remedy="Open the file in Obsidian and mend the front matter, or move the file out of the vault.",
        evidence=path,
    )
