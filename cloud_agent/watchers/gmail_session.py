"""The signed session for Gmail; a token that may do more than read is refused."""

from __future__ import annotations

import json
from pathlib import Path

from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from agent_skills.domain.errors import SettingProblem, SettingsError
from cloud_agent.watchers.gmail_watcher import SCOPE, Session


def gmail_session(path: Path) -> Session:
    """Return a session from an authorized-user file.

    Args:
        path: JSON with client_id, client_secret, refresh_token and scopes.

    Raises:
        SettingsError: the file is no such file, or its token may do more than `gmail.readonly`.
    """
    remedy = "Make a token for the one scope gmail.readonly, and point GMAIL_CREDENTIALS_PATH to it."
    try:
        content = json.loads(path.read_text("utf-8"))
        scopes = content.get("scopes")
        granted = set(scopes.split() if isinstance(scopes, str) else scopes or [])
        credentials = Credentials.from_authorized_user_info(content, [SCOPE])  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SettingsError([SettingProblem("GMAIL_CREDENTIALS_PATH", "holds no token", remedy)]) from error
    if granted != {SCOPE}:
        problem = "holds a token that may do more than read mail (or does not tell its scopes)"
        raise SettingsError([SettingProblem("GMAIL_CREDENTIALS_PATH", problem, remedy)])
    session: Session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
    return session
