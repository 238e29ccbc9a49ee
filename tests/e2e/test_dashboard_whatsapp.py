"""WhatsApp is linked from the health page: the code on the screen is the one that WhatsApp Web shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent_skills.runtime.health import read_json, write_json
from tests.fixtures.dashboard import FOLDER, Dashboard, running_dashboard
from tests.fixtures.phone import Phone
from tests.fixtures.waiting import eventually
from tests.fixtures.whatsapp_process import WhatsAppProcess
from tests.fixtures.whatsapp_server import WhatsAppWebServer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
READER = FOLDER / "node_modules" / "jsqr" / "dist" / "jsQR.js"
READ = """() => {
  const picture = document.querySelector('[data-testid=whatsapp-code]');
  if (!picture || !picture.complete) return null;
  const canvas = document.createElement('canvas');
  const [width, height] = [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  return window.jsQR(pen.getImageData(0, 0, width, height).data, width, height)?.data ?? null;
}"""


@pytest.fixture
def server() -> Iterator[WhatsAppWebServer]:
    with WhatsAppWebServer() as started:
        yield started


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Dashboard]:
    with running_dashboard(tmp_path / "run") as started:
        yield started


@pytest.fixture
def phone(alone: Dashboard, browser_of_a_stranger: Browser) -> Iterator[Phone]:
    device = Phone(browser_of_a_stranger, alone.url)
    device.sign_in()
    yield device
    device.close()


def code_on_screen(page: Page) -> str | None:
    """Return what a phone's camera would read."""
    page.evaluate(READER.read_text("utf-8"))
    found: str | None = page.evaluate(READ)
    return found


@pytest.mark.req("FR-G027", "FR-S024", "S-US4.2")
def test_the_code_on_the_health_page_is_whatsapps_own_and_goes_once_it_was_scanned(
    server: WhatsAppWebServer, alone: Dashboard, phone: Phone
) -> None:
    with WhatsAppProcess(alone.root, server) as process:
        process.start()
        phone.page.goto(f"{alone.url}/health")
        phone.page.get_by_test_id("whatsapp-login").click()
        expect(phone.page.get_by_text("Linked devices")).to_be_visible()
        eventually(lambda: code_on_screen(phone.page) in server.codes(), "the code on the page is the site's", 60)

        server.link()
        expect(phone.page.get_by_test_id("health-whatsapp_watcher")).to_have_attribute("data-state", "ok")
        expect(phone.page.get_by_test_id("whatsapp-code")).to_have_count(0)
        expect(phone.page.get_by_test_id("whatsapp-login")).to_have_count(0)
        client = alone.sign_in()
        assert client.get(f"{alone.url}/api/whatsapp/login", timeout=10).json()["picture"] is None


def test_a_code_that_lapsed_and_one_of_a_process_that_ended_are_not_shown(alone: Dashboard) -> None:
    at = "2026-11-21T09:30:00Z"
    later = "2099-01-01T00:00:00Z"
    client = alone.sign_in()

    def answer() -> dict[str, str | None]:
        reply = client.get(f"{alone.url}/api/whatsapp/login", timeout=10)
        assert "no-store" in reply.headers["Cache-Control"]
        state: dict[str, str | None] = reply.json()
        return state

    assert answer()["state"] == "off"
    alone.heartbeat("whatsapp_watcher", "degraded", at=later, linked=False)
    write_json(alone.state / "whatsapp" / "qr.json", {"png": "iVBORw0KGgo=", "at": at, "expires_at": at})
    eventually(lambda: answer() == {"state": "waiting", "picture": None, "expires_at": None}, "the old code is hidden")
    write_json(alone.state / "whatsapp" / "qr.json", {"png": "iVBORw0KGgo=", "at": at, "expires_at": later})
    assert answer() == {"state": "code", "picture": "data:image/png;base64,iVBORw0KGgo=", "expires_at": later}
    alone.heartbeat("whatsapp_watcher", "degraded", at=later, linked=False, pid=4_194_400)
    eventually(lambda: answer()["state"] == "off" and answer()["picture"] is None, "nothing runs any more")


def test_asking_for_a_code_leaves_a_request_for_the_agent(alone: Dashboard) -> None:
    client = alone.sign_in()
    path = f"{alone.url}/api/whatsapp/ask"
    assert client.post(path, json={}, timeout=10).status_code == 404
    alone.heartbeat("whatsapp_watcher", "degraded", at="2099-01-01T00:00:00Z", linked=False)
    eventually(lambda: client.post(path, json={}, timeout=10).status_code == 200, "the part is known")
    assert (alone.state / "asked" / "whatsapp_watcher").exists()
    assert read_json(alone.state / "health" / "whatsapp_watcher.json")["linked"] is False
