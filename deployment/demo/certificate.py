"""The mail server's certificate: signed by itself, and trusted by the Local agent through SMTP_CA_FILE."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_FOR = timedelta(days=365)
RENEW_BEFORE = timedelta(days=7)
BACKDATE = timedelta(hours=1)
"""Clocks of containers and laptops differ a little."""


def certificate_file(folder: Path) -> Path:
    """Return where the certificate lies: what a client must trust."""
    return folder / "certificate.pem"


def key_file(folder: Path) -> Path:
    """Return where the private key lies."""
    return folder / "private.key"


def ensure_certificate(folder: Path, now: datetime) -> bool:
    """Make certificate and key for `localhost` and 127.0.0.1 where they are missing, damaged or about to end.

    Returns:
        whether new ones were made.
    """
    if _still_good(folder, now):
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    key_file(folder).touch(mode=0o600)
    key_file(folder).write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    certificate = _build(key.public_key(), now).sign(key, hashes.SHA256())
    certificate_file(folder).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return True


def _still_good(folder: Path, now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file(folder).read_bytes())
        key = serialization.load_pem_private_key(key_file(folder).read_bytes(), None)
    except (OSError, ValueError):
        return False
    same = key.public_key() == certificate.public_key()
    return same and certificate.not_valid_after_utc - RENEW_BEFORE > now.astimezone(UTC)


def _build(key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AI employee demo mail server")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + VALID_FOR)
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), address])
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(), critical=True)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
