"""Whose signatures count: the owner's allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS), read strictly.

What this cannot read approves nothing: wildcards, certificate authorities and weak keys are passed over.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from agent_skills.domain.errors import EmployeeError

KEY_TYPES = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
)
MIN_RSA_BITS = 3072
"""As strong as 128 bits (NIST SP 800-57 part 1, table 2)."""

NAMESPACE = "git"
"""What git signs commits in; a signature over a file made with `ssh-keygen -Y sign -n file` is none of these."""

_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,80}")
_LINE = re.compile(
    r'(?P<name>"[^"]*"|\S+)\s+'
    r'(?:(?P<options>[A-Za-z-]+(?:="[^"]*")?(?:,[A-Za-z-]+(?:="[^"]*")?)*)\s+)?'
    r"(?P<key>\S+\s+\S+.*)"
)
_OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?')
_TIME = re.compile(r"(\d{8})(\d{4})?(\d{2})?(Z?)")


class KeyRefusedError(EmployeeError):
    """A text that is no public key which may be trusted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One SSH public key."""

    kind: str
    blob: bytes
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def line(self) -> str:
        """Type and key as they stand in a file."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of the file."""

    name: str
    key: PublicKey
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    def is_trusted(self, now: datetime) -> bool:
        """Tell whether a signature of this key counts now, whenever it says that it was made."""
        return (not self.valid_after or self.valid_after <= now) and (not self.valid_before or now < self.valid_before)


def is_name(text: str) -> bool:
    """Tell whether a name can stand for a key: without blanks, quotes, commas and wildcards."""
    return _NAME.fullmatch(text) is not None


def read_key(text: str) -> PublicKey:
    """Read one public key from the text of a `.pub` file.

    Raises:
        KeyRefusedError: it is none, or a weak one.
    """
    if "PRIVATE KEY" in text:
        raise KeyRefusedError("This is a private key. Keep it secret; give the public one, the file ending in .pub.")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) != 1:
        raise KeyRefusedError("A public key is one line; give the file ending in .pub of one key.")
    kind, _, rest = lines[0].partition(" ")
    if kind not in KEY_TYPES:
        raise KeyRefusedError("This is no SSH public key of a known type. Make one: ssh-keygen -t ed25519")
    encoded, _, comment = rest.strip().partition(" ")
    return PublicKey(kind, _checked(kind, _decoded(encoded)), comment.strip())


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyRefusedError("The key is cut off or damaged. Copy the whole line of the .pub file.") from error


def _checked(kind: str, blob: bytes) -> bytes:
    try:
        fields = _fields(blob)
    except struct.error as error:
        raise KeyRefusedError("The key is cut off or damaged. Copy the whole line of the .pub file.") from error
    if len(fields) < 2 or fields[0] != kind.encode():  # noqa: PLR2004 - the type and at least one number
        raise KeyRefusedError("The key is cut off or damaged. Copy the whole line of the .pub file.")
    bits = int.from_bytes(fields[-1], "big").bit_length()
    if kind == "ssh-rsa" and bits < MIN_RSA_BITS:
        raise KeyRefusedError(f"RSA with {bits} bits is too weak. Make another key: ssh-keygen -t ed25519")
    return blob


def _fields(blob: bytes) -> list[bytes]:
    """Return the strings that a key consists of (RFC 4251 §5)."""
    found = []
    while blob:
        (size,) = struct.unpack(">I", blob[:4])
        if size > len(blob) - 4:
            raise struct.error("cut off")
        found.append(blob[4 : 4 + size])
        blob = blob[4 + size :]
    return found


def read_signers(text: str) -> list[Signer]:
    """Return the signers of a file; lines that cannot be understood in full trust nobody."""
    lines = [line.strip() for line in text.splitlines()]
    found = (_signer(line) for line in lines if line and not line.startswith("#"))
    return [signer for signer in found if signer]


def _signer(line: str) -> Signer | None:
    match = _LINE.fullmatch(line)
    if match is None or not is_name(match["name"].strip('"')):
        return None
    try:
        key = read_key(match["key"])
        return _with_options(match["name"].strip('"'), key, match["options"] or "")
    except (KeyRefusedError, ValueError):
        return None


def _with_options(name: str, key: PublicKey, text: str) -> Signer | None:
    options = {word.lower(): value for word, value in _OPTION.findall(text)}
    spaces = options.pop("namespaces", NAMESPACE)
    after, before = (_time(options.pop(word, "")) for word in ("valid-after", "valid-before"))
    known = not options and NAMESPACE in spaces.split(",")
    return Signer(name, key, after, before) if known else None


def _time(text: str) -> datetime | None:
    """Read YYYYMMDD[HHMM[SS]][Z]; without Z in this machine's time zone.

    Raises:
        ValueError: it is no time.
    """
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    moment = datetime.strptime(f"{match[1]}{match[2] or '0000'}{match[3] or '00'}", "%Y%m%d%H%M%S")  # noqa: DTZ007
    return moment.replace(tzinfo=UTC) if match[4] else moment.astimezone()
