"""Signing with OAuth 1.0a (RFC 5849, HMAC-SHA1), as X wants it for posts and pictures of a user."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

import requests

from local_agent.channel_settings import TwitterSettings
from local_agent.executors.web_api import Sign


def oauth1(settings: TwitterSettings, seconds: Callable[[], float], new_nonce: Callable[[], str]) -> Sign:
    """Return what signs a request.

    Args:
        settings: the four parts of the credential.
        seconds: the time since the epoch.
        new_nonce: gives a text that is never given twice.
    """
    secrets = [settings.api_secret.get_secret_value(), settings.token_secret.get_secret_value()]
    key = "&".join(_encoded(secret) for secret in secrets)

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        fields = {
            "oauth_consumer_key": settings.api_key.get_secret_value(),
            "oauth_nonce": new_nonce(),
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(seconds())),
            "oauth_token": settings.token.get_secret_value(),
            "oauth_version": "1.0",
        }
        base = signature_base(str(request.method), str(request.url), fields)
        fields["oauth_signature"] = signature(key, base)
        pairs = ", ".join(f'{name}="{_encoded(value)}"' for name, value in sorted(fields.items()))
        request.headers["Authorization"] = f"OAuth {pairs}"
        return request

    return sign


def signature_base(method: str, url: str, fields: dict[str, str]) -> str:
    """Return what is signed (§3.4.1); bodies of JSON and of files are no part of it.

    Args:
        method: of the request.
        url: with its query.
        fields: of the protocol, without the signature.
    """
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *fields.items()]
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in encoded)
    address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"
    return "&".join([method.upper(), _encoded(address), _encoded(parameters)])


def signature(key: str, base: str) -> str:
    """Return the signature (§3.4.2)."""
    return base64.b64encode(hmac.digest(key.encode(), base.encode(), "sha1")).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")
