"""`doctor` checks the sign-in of every channel that is set up, and sends nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent_skills.domain.clock import system_clock
from local_agent.compose_executors import executors
from local_agent.doctor import doctor
from local_agent.settings import read_settings
from tests.fixtures import calendar_server, graph_server, linkedin_server, odoo_server, x_server
from tests.fixtures.calendar_server import CalendarServer
from tests.fixtures.graph_server import GraphServer
from tests.fixtures.linkedin_server import LinkedInServer
from tests.fixtures.odoo_server import OdooServer
from tests.fixtures.x_server import XServer

pytestmark = pytest.mark.integration


def rows(env: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {row["check"]: row for row in doctor(read_settings(env), "")}


@pytest.mark.req("FR-P027")
def test_every_channel_that_is_set_up_is_signed_in_and_nothing_is_sent(tmp_path: Path) -> None:
    for name in ("vault", "payments"):
        (tmp_path / name).mkdir()
    with LinkedInServer(system_clock) as linkedin, GraphServer(system_clock) as graph, XServer(system_clock) as x:
        with OdooServer() as odoo, CalendarServer() as calendar:
            env = {
                "VAULT_PATH": str(tmp_path / "vault"),
                "AI_EMPLOYEE_STATE": str(tmp_path / "state"),
                "LINKEDIN_API_URL": linkedin.url,
                "LINKEDIN_ACCESS_TOKEN": linkedin_server.TOKEN,
                "LINKEDIN_AUTHOR_URN": linkedin_server.AUTHOR,
                "FACEBOOK_API_URL": graph.url,
                "FACEBOOK_ACCESS_TOKEN": graph_server.TOKEN,
                "FACEBOOK_PAGE_ID": graph_server.PAGE,
                "INSTAGRAM_API_URL": graph.url,
                "INSTAGRAM_ACCESS_TOKEN": "expired",
                "INSTAGRAM_USER_ID": graph_server.ACCOUNT,
                "TWITTER_API_URL": x.url,
                "TWITTER_API_KEY": x_server.KEY,
                "TWITTER_API_SECRET": x_server.SECRET,
                "TWITTER_ACCESS_TOKEN": x_server.TOKEN,
                "TWITTER_ACCESS_SECRET": x_server.TOKEN_SECRET,
                "ODOO_URL": odoo.url,
                "ODOO_DB": odoo_server.DATABASE,
                "ODOO_API_KEY": odoo_server.AGENT_KEY,
                "CALDAV_URL": calendar.url,
                "CALDAV_USER": calendar_server.USER,
                "CALDAV_PASSWORD": calendar_server.PASSWORD,
                "PAYMENTS_PATH": str(tmp_path / "payments"),
                "PAYER_NAME": "Owner Ltd",
                "PAYER_IBAN": "DE02120300000000202051",
            }
            found = rows(env)
            fine = ("LinkedIn", "Facebook", "Twitter", "Odoo", "Calendar", "payment files")
            assert {found[name]["state"] for name in fine} == {"ok"}
            assert found["Instagram"]["state"] == "failed"
            assert "INSTAGRAM_ACCESS_TOKEN" in found["Instagram"]["remedy"]
            known = {(one.channel, action) for one in executors(read_settings(env)) for action in one.actions}
            assert {channel for channel, _ in known} == {
                "LinkedIn",
                "Facebook",
                "Instagram",
                "Twitter",
                "Odoo",
                "Calendar",
            }
            assert ("Odoo", "create_payment") in known
            assert calendar.events() == []
        assert (linkedin.posts, graph.posts, graph.media, x.posts) == ([], [], [], [])
    assert list((tmp_path / "payments").iterdir()) == []


def test_a_channel_that_is_not_set_up_is_no_fault_and_names_its_settings(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    found = rows({"VAULT_PATH": str(tmp_path / "vault"), "AI_EMPLOYEE_STATE": str(tmp_path / "state")})
    assert {found[name]["state"] for name in ("LinkedIn", "Odoo", "Calendar", "payment files")} == {"ok"}
    assert "LINKEDIN_ACCESS_TOKEN" in found["LinkedIn"]["detail"]
