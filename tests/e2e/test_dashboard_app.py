"""The dashboard as an app on the phone: installed, told of new drafts, honest while the laptop is away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.fixtures.dashboard import Dashboard, running_dashboard
from tests.fixtures.phone import Phone
from tests.fixtures.push_service import PushService, Subscription, coded
from tests.fixtures.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

SUBSCRIBE = """
PushManager.prototype.subscribe = async (options) => ({ options, toJSON: () => (%s), unsubscribe: async () => true });
PushManager.prototype.getSubscription = async () => null;
"""
"""The one call of a browser that needs a push service of the world outside."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with PushService(tmp_path_factory.mktemp("push")) as running:
        yield running


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, service: PushService) -> Iterator[Dashboard]:
    trusted = {"NODE_EXTRA_CA_CERTS": str(service.certificates.authority), "PUSH_SERVICES": service.host}
    with running_dashboard(tmp_path_factory.mktemp("app") / "run", **trusted) as started:
        yield started


@pytest.fixture(scope="module")
def subscription(service: PushService) -> Subscription:
    return service.subscribe()


@pytest.fixture(scope="module")
def phone(
    dashboard: Dashboard, browser_of_a_stranger: Browser, service: PushService, subscription: Subscription
) -> Iterator[Phone]:
    device = Phone(browser_of_a_stranger, dashboard.url)
    device.page.context.grant_permissions(["notifications"], origin=dashboard.url)
    keys = {"p256dh": coded(subscription.public), "auth": coded(subscription.auth)}
    given = {"endpoint": f"https://{service.host}{subscription.path}", "keys": keys}
    device.page.context.add_init_script(SUBSCRIBE % json.dumps(given))
    device.sign_in()
    yield device
    device.close()


def test_a_phone_finds_all_it_needs_to_keep_the_dashboard_as_an_app(dashboard: Dashboard) -> None:
    manifest = requests.get(f"{dashboard.url}/manifest.webmanifest", timeout=10).json()
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    sizes = {icon["sizes"] for icon in manifest["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for icon in manifest["icons"]:
        answer = requests.get(dashboard.url + icon["src"], timeout=10)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
    assert 'rel="manifest"' in requests.get(f"{dashboard.url}/login", timeout=10).text


def test_notifications_are_switched_on_and_tried_in_the_settings(phone: Phone, subscription: Subscription) -> None:
    phone.page.goto(phone.page.url.split("/approvals")[0] + "/settings")
    phone.wait_until_awake()
    phone.page.get_by_test_id("push-on").click()
    expect(phone.page.get_by_text("this device")).to_be_visible()
    phone.page.get_by_test_id("push-test").click()
    expect(phone.page.get_by_text("Sent. It should ring within seconds.")).to_be_visible()
    assert [message["title"] for message in subscription.messages] == ["It works"]


@pytest.mark.req("FR-P032")
def test_a_new_draft_rings_with_sender_and_urgency_and_without_its_content(
    dashboard: Dashboard, phone: Phone, subscription: Subscription
) -> None:
    del phone
    subscription.messages.clear()
    file = dashboard.draft(51, priority="High", to_name="Ali Khan", subject="Re: Secret contract")
    eventually(lambda: subscription.messages, "the push message", 15)
    [message] = subscription.messages
    assert message["title"] == "Ali Khan"
    assert message["body"].startswith("Urgent")
    assert message["url"] == f"/approvals/email/{file.id}"
    assert "contract" not in json.dumps(message)
    assert subscription.headers[-1]["Urgency"] == "high"


def test_the_worker_shows_what_is_pushed_and_takes_it_away_once_decided(dashboard: Dashboard, phone: Phone) -> None:
    file = dashboard.draft(52)
    phone.page.goto(f"{dashboard.url}/approvals/email/{file.id}")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    pushed = {"title": "Ali Khan", "body": "Waits", "tag": file.id, "url": f"/approvals/email/{file.id}"}
    push(phone, dashboard.url, json.dumps(pushed))
    shown = "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => n.tag))"
    eventually(lambda: file.id in phone.page.evaluate(shown), "the notification")
    phone.page.get_by_test_id("approve").click()
    eventually(lambda: file.id not in phone.page.evaluate(shown), "no notification any more")


def push(phone: Phone, origin: str, data: str) -> None:
    """Let the browser take a push message, as from its service."""
    session = phone.page.context.new_cdp_session(phone.page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    eventually(lambda: phone.page.evaluate("1") and found, "the worker's registration")
    message = {"origin": origin, "registrationId": found[-1], "data": data}
    session.send("ServiceWorker.deliverPushMessage", message)
    session.detach()


def test_a_refused_phone_is_told_why_in_the_settings(
    dashboard: Dashboard, phone: Phone, service: PushService, subscription: Subscription
) -> None:
    del service.subscriptions[subscription.path]
    phone.page.goto(f"{dashboard.url}/settings")
    phone.wait_until_awake()
    phone.page.get_by_test_id("push-test").click()
    expect(phone.page.get_by_test_id("push-on")).to_be_visible()
    assert phone.errors == []


@pytest.mark.req("FR-P030", "P-US2.10", "NFR-P-REL-005")
def test_while_the_laptop_is_away_the_page_says_how_to_go_on_and_comes_back_by_itself(
    dashboard: Dashboard, phone: Phone
) -> None:
    file = dashboard.draft(53)
    phone.page.goto(f"{dashboard.url}/approvals/email/{file.id}")
    phone.wait_until_awake()
    dashboard.stop()
    expect(phone.page.get_by_text("No connection to the laptop")).to_be_visible()
    expect(phone.page.get_by_test_id("approve")).to_be_disabled()
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="The laptop does not answer")).to_be_visible()
    expect(phone.page.get_by_text("Pending_Approval/Email/")).to_be_visible()
    expect(phone.page.get_by_text("no tap is kept for later")).to_be_visible()
    assert phone.fits()
    phone.picture(Path(__file__).parents[2] / "test-results/dashboard/offline-375-light.png")
    dashboard.start()
    expect(phone.page.get_by_role("button", name=re.compile("Send to"))).to_be_enabled(timeout=30_000)
