"""A visitor of the dashboard who signs in as the owner does and looks at the queue."""

from __future__ import annotations

from typing import Any

import requests

TIMEOUT_SECONDS = 10.0


class DashboardClient:
    """Talks to the dashboard over HTTP.

    Args:
        url: of the dashboard, without a final slash.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # the loopback interface needs no proxy

    def is_up(self) -> bool:
        """Tell whether the login page answers."""
        try:
            return bool(self._get("/login").ok)
        except requests.RequestException:
            return False

    def sign_in(self, password: str) -> bool:
        """Sign in; tells whether the password was taken."""
        token = self._get("/api/auth/csrf").json()["csrfToken"]
        form = {"csrfToken": token, "password": password, "json": "true", "callbackUrl": self._url}
        answer = self._session.post(
            f"{self._url}/api/auth/callback/credentials",
            data=form,
            headers={"Origin": self._url},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        return bool(answer.ok) and bool(self._get("/api/approvals").ok)

    def subjects(self) -> list[str]:
        """Return the subjects of the drafts that wait for the owner."""
        items: list[dict[str, Any]] = self._get("/api/approvals").json()["items"]
        return [str(item["subject"]) for item in items]

    def _get(self, path: str) -> requests.Response:
        return self._session.get(f"{self._url}{path}", timeout=TIMEOUT_SECONDS, allow_redirects=False)
