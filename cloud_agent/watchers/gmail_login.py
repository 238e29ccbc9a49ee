"""Signing in to Gmail once, in the owner's browser, for a token that may read mail and nothing else."""

from __future__ import annotations

import json
import logging
from datetime import UTC
from pathlib import Path
from typing import Any

from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error
from requests import RequestException

from agent_skills.domain.clock import iso
from agent_skills.domain.errors import EmployeeError
from agent_skills.runtime.health import write_json
from cloud_agent.watchers.gmail_watcher import SCOPE

PROMPT = (
    "Open this address in a browser, sign in with the mailbox's account and allow reading mail:\n\n{url}\n\n"
    "The browser must reach this machine's port; for a machine far away first run, where the browser is:\n"
    "  ssh -L PORT:localhost:PORT that-machine\n"
)
DONE = "Signed in. You can close this page and go back to the terminal."
REVOKE = "Take the access back on myaccount.google.com/permissions, then sign in again and allow reading only."


class LoginError(EmployeeError):
    """The sign-in did not give a token that may be kept; the message says why and what to do."""


def sign_in(client_file: Path, token_file: Path, port: int, timeout_seconds: float) -> None:
    """Let the owner sign in, and keep the token (mode 600).

    Args:
        client_file: JSON of an OAuth client of the kind "desktop app", as Google's console gives it.
        token_file: where the token is kept.
        port: of this machine, to which the browser comes back; 0 for any free one.
        timeout_seconds: how long to wait for the browser.

    Raises:
        LoginError: no token came, or one that may do more or less than read mail.
    """
    logging.getLogger("google_auth_oauthlib").setLevel(logging.WARNING)  # it logs the code that came back
    flow = _flow(client_file)
    prompt = PROMPT.replace("PORT", str(port) if port else "PORT")
    try:
        credentials = flow.run_local_server(
            port=port,
            open_browser=False,
            authorization_prompt_message=prompt,
            success_message=DONE,
            timeout_seconds=timeout_seconds,
            access_type="offline",
            prompt="consent",
        )
    except Warning as error:  # oauthlib raises one where the granted scopes are not the wanted ones
        raise LoginError(f"The token may not do exactly what was asked: read mail. {REVOKE}") from error
    except WSGITimeoutError as error:
        raise LoginError(f"Nobody signed in within {timeout_seconds:g} seconds. Run the command again.") from error
    except (OAuth2Error, RequestException, OSError) as error:
        raise LoginError(f"Google gave no token ({type(error).__name__}). Run the command again.") from error
    write_json(token_file, _checked(credentials))


def _flow(client_file: Path) -> InstalledAppFlow:
    try:
        content = json.loads(client_file.read_text("utf-8"))
        if "installed" not in content:
            raise LoginError(f"{client_file} is no client of a desktop app. Make one in Google's console.")
        return InstalledAppFlow.from_client_config(content, [SCOPE])
    except (OSError, ValueError, TypeError) as error:
        remedy = "Download the client's JSON from console.cloud.google.com, APIs, Credentials."
        raise LoginError(f"{client_file} holds no OAuth client. {remedy}") from error


def _checked(credentials: Any) -> dict[str, Any]:
    granted = set(credentials.granted_scopes or credentials.scopes or [])
    if granted != {SCOPE}:
        raise LoginError(f"The token may not do exactly what was asked: read mail. {REVOKE}")
    if not credentials.refresh_token:
        raise LoginError(f"Google gave no lasting token. {REVOKE}")
    return {
        "type": "authorized_user",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "refresh_token": credentials.refresh_token,
        "token": credentials.token,
        "token_uri": credentials.token_uri,
        "expiry": iso(credentials.expiry.replace(tzinfo=UTC)) if credentials.expiry else None,
        "scopes": [SCOPE],
    }
