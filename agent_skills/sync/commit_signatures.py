"""Who signed a commit: asked of git itself, with every program and file that it uses named on the command line."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from agent_skills.domain.clock import Clock
from agent_skills.sync.allowed_signers import NAMESPACE, Signer, read_signers
from agent_skills.sync.git_repo import GitError, GitRepo

MARK = b"-----BEGIN SSH SIGNATURE-----"
MAX_SIGNERS_BYTES = 64 * 1024

NOBODY = "no key is trusted on this machine"
UNSIGNED = "its commit carries no SSH signature"
STRANGER = "its commit is not signed by a key that you trust"


@dataclass(frozen=True, slots=True)
class Signature:
    """The name of the owner's key that signed, or why nobody's counts."""

    who: str | None
    reason: str = ""


class CommitSignatures:
    """Checks signatures of commits.

    Args:
        repo: the clone.
        signers: the allowed-signers file, outside the vault.
        ssh_keygen: full path of the system's `ssh-keygen`.
        clock: a key that is not valid now signs nothing, whatever time its commit claims.
    """

    def __init__(self, repo: GitRepo, signers: Path, ssh_keygen: str, clock: Clock) -> None:
        self._repo = repo
        self._file = signers
        self._ssh_keygen = ssh_keygen
        self._clock = clock

    def signature(self, commit: str) -> Signature:
        """Return whose signature a commit carries; author and committer do not matter."""
        trusted = self._trusted()
        if not trusted:
            return Signature(None, NOBODY)
        if not _has_one_ssh_signature(self._repo.raw(commit)):
            return Signature(None, UNSIGNED)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "signers"
            lines = [f'{signer.name} namespaces="{NAMESPACE}" {signer.key.line}\n' for signer in trusted]
            file.write_text("".join(lines), encoding="ascii")
            return self._ask(commit, file, trusted)

    def _trusted(self) -> list[Signer]:
        try:
            with self._file.open("rb") as file:
                data = file.read(MAX_SIGNERS_BYTES + 1)
        except OSError:
            return []
        text = "" if len(data) > MAX_SIGNERS_BYTES else data.decode("utf-8", "replace")
        return [signer for signer in read_signers(text) if signer.is_trusted(self._clock())]

    def _ask(self, commit: str, signers: Path, trusted: list[Signer]) -> Signature:
        pinned = {
            "gpg.format": "ssh",
            "gpg.ssh.program": self._ssh_keygen,
            "gpg.ssh.allowedSignersFile": str(signers),
            "gpg.minTrustLevel": "fully",
            "log.showSignature": "false",
        }
        options = [part for key, value in pinned.items() for part in ("-c", f"{key}={value}")]
        try:
            self._repo.run(*options, "verify-commit", commit)
            status, fingerprint = self._repo.line(*options, "log", "-1", "--format=%G? %GF", commit).split()
        except (GitError, ValueError):
            return Signature(None, STRANGER)
        names = [signer.name for signer in trusted if signer.key.fingerprint == fingerprint]
        return Signature(names[0]) if status == "G" and names else Signature(None, STRANGER)


def _has_one_ssh_signature(commit: bytes) -> bool:
    """Tell whether git will ask ssh-keygen, and nothing else, about a commit."""
    head = commit.partition(b"\n\n")[0].split(b"\n")
    values = [value for name, _, value in (line.partition(b" ") for line in head) if name.startswith(b"gpgsig")]
    return values == [MARK]
