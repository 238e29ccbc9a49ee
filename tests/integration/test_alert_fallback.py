"""Push services when WhatsApp does not answer, and the addresses that the Cloud must not hold."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_skills.domain.errors import SettingsError
from agent_skills.notifications.fallback import PushChannel
from agent_skills.notifications.push_services import SERVICES
from cloud_agent.settings import read_settings
from tests.fixtures.alerts import Watch
from tests.fixtures.cloud_api_server import AWAY, EXPIRED, GraphServer
from tests.fixtures.ntfy_server import PASSWORD, NtfyServer

pytestmark = pytest.mark.integration


@pytest.fixture
def ntfy() -> Iterator[NtfyServer]:
    with NtfyServer() as running:
        yield running


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as running:
        yield running


def push(ntfy: NtfyServer, password: str = PASSWORD) -> PushChannel:
    return PushChannel(SecretStr(ntfy.address(password)))


@pytest.mark.req("FR-P036", "P-US3.5", "P-EC4")
def test_when_whatsapp_gives_up_the_push_service_carries_text_and_error(
    graph: GraphServer, ntfy: NtfyServer, tmp_path: Path
) -> None:
    watch = Watch(tmp_path, graph, fallbacks=(push(ntfy),))
    graph.fail(AWAY, 3)
    watch.urgent()
    assert "[URGENT] Ali Öztürk: Contract" in ntfy.texts()
    assert "(whatsapp: error 2)" in ntfy.texts()
    assert watch.waiting() == []
    assert watch.done() == ["fallback"]
    assert "| fallback |" in watch.audit()


def test_whatsapp_that_answers_is_the_only_one_that_rings(graph: GraphServer, ntfy: NtfyServer, tmp_path: Path) -> None:
    Watch(tmp_path, graph, fallbacks=(push(ntfy),)).urgent()
    assert (len(graph.accepted), ntfy.attempts) == (1, 0)


def test_a_push_service_alone_is_enough(ntfy: NtfyServer, tmp_path: Path) -> None:
    watch = Watch(tmp_path, None, fallbacks=(push(ntfy),))
    watch.urgent()
    assert "Ali Öztürk" in ntfy.texts()
    assert watch.done() == ["fallback"]


def test_with_both_ways_down_the_alert_waits_for_the_first_that_is_back(
    graph: GraphServer, ntfy: NtfyServer, tmp_path: Path
) -> None:
    watch = Watch(tmp_path, graph, fallbacks=(push(ntfy),))
    graph.fail(EXPIRED, 2)
    ntfy.fail(500)
    assert watch.urgent() == "failed"
    assert len(watch.waiting()) == 1
    watch.later(minutes=1)
    assert "Ali Öztürk" in ntfy.texts()
    assert ["WHATSAPP_CLOUD_TOKEN" in note for note in watch.problems()] == [True]


def test_a_refused_login_is_told_without_telling_it(
    ntfy: NtfyServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    watch = Watch(tmp_path, None, fallbacks=(push(ntfy, "stale-secret"),))
    watch.urgent()
    [note] = watch.problems()
    assert "ntfy://" in note
    assert "stale-secret" not in note + watch.failures() + caplog.text


def settings(tmp_path: Path, urls: str) -> tuple[SecretStr, ...]:
    environment = {"VAULT_PATH": str(tmp_path), "FALLBACK_URLS": urls}
    return read_settings(environment, with_mail=False).alerts.fallbacks


@pytest.mark.req("FR-P003", "FR-P036")
@pytest.mark.parametrize("scheme", ["mailto", "mailtos", "MAILTO", "sendgrid", "ses"])
def test_an_address_that_can_send_mail_is_refused_at_start_with_the_remedy(tmp_path: Path, scheme: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, f"ntfy://topic {scheme}://owner:pass-word@example.org")
    [problem] = caught.value.problems
    assert "can send mail" in problem.problem
    assert "ntfy://" in problem.remedy
    assert "pass-word" not in str(caught.value) + problem.remedy


@pytest.mark.parametrize(
    "address",
    ["nonsense", "twilio://a:b@+1/+2", "exec://rm", "tgram://123456789:abcdefghijklmnop", "json://host", "ntfy"],
)
def test_an_unknown_or_unsafe_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError):
        settings(tmp_path, address)


def test_several_addresses_may_stand_in_one_setting(tmp_path: Path) -> None:
    found = settings(tmp_path, "ntfy://a/b,c , tgram://123456789:abc/5,pover://u@t")
    assert [url.get_secret_value() for url in found] == ["ntfy://a/b,c", "tgram://123456789:abc/5", "pover://u@t"]
    assert "123456789" not in repr(found)


@pytest.mark.parametrize("scheme", SERVICES)
def test_every_service_that_is_offered_can_be_loaded(scheme: str) -> None:
    key = "a" * 30
    addresses = {
        "tgram": f"tgram://123456789:{key}/12345/",
        "pover": f"pover://{key}@{key}",
        "pbul": f"pbul://{key}aa",
        "prowl": f"prowl://{key}{'a' * 10}",
    }
    assert PushChannel(SecretStr(addresses.get(scheme, f"{scheme}://{key}@example.org/{key}"))).name == scheme


@pytest.mark.req("FR-P003")
def test_the_library_brings_no_mail_submission_into_the_process(ntfy: NtfyServer) -> None:
    code = (
        "import sys; from pydantic import SecretStr; from agent_skills.notifications.fallback import PushChannel;"
        f"print(PushChannel(SecretStr({ntfy.address()!r})).deliver('x', [], 'Hello').message_id);"
        "print(sorted({'smtplib', 'playwright', 'local_agent'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n")[:2] == ["pushed", "[]"], done.stderr
    assert ntfy.texts() == "Hello"
