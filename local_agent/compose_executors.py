"""Makes the executors of the channels that are set up on this machine, and their rows of `doctor`."""

from __future__ import annotations

from collections.abc import Callable

from agent_skills.domain.clock import system_clock
from agent_skills.runtime import doctor as checks
from local_agent.compose_platforms import facebook, instagram, linkedin, new_token, redactor_of, twitter
from local_agent.executors.caldav.actions import CalendarExecutor
from local_agent.executors.contract import Executor, Outcome, Result
from local_agent.executors.discreet import DiscreetExecutor, discreet
from local_agent.executors.email.actions import EmailExecutor
from local_agent.executors.email.client import SmtpClient
from local_agent.executors.email.verify import SentFolder
from local_agent.executors.facebook.actions import FacebookExecutor
from local_agent.executors.instagram.actions import InstagramExecutor
from local_agent.executors.linkedin.actions import LinkedInExecutor
from local_agent.executors.odoo.actions import OdooExecutor
from local_agent.executors.payments.actions import PaymentExecutor
from local_agent.executors.payments.odoo_payments import OdooPayments
from local_agent.executors.payments.payment_files import PaymentFiles
from local_agent.executors.posting import PostExecutor
from local_agent.executors.registry import SET_UP
from local_agent.executors.twitter.actions import TwitterExecutor
from local_agent.executors.whatsapp.actions import WhatsAppExecutor
from local_agent.executors.whatsapp.client import WhatsAppClient, door_path
from local_agent.mail_accounts import SmtpSettings
from local_agent.server_health import heartbeat_probe
from local_agent.settings import LocalSettings


def executors(settings: LocalSettings) -> list[Executor]:
    """Return one executor for each channel that is set up."""
    found: list[Executor] = list(post_executors(settings))
    if settings.smtp:
        found.append(email_executor(settings, settings.smtp))
    if settings.whatsapp:
        found.append(WhatsAppExecutor(WhatsAppClient(door_path(settings.state)), new_token))
    if settings.odoo:
        found.append(OdooExecutor(settings.odoo, new_token))
    if settings.calendar:
        found.append(CalendarExecutor(settings.calendar, system_clock, new_token))
    if settings.odoo or settings.payment_files:
        files = PaymentFiles(settings.payment_files, system_clock) if settings.payment_files else None
        odoo = OdooPayments(settings.odoo) if settings.odoo else None
        found.append(PaymentExecutor(files, odoo, new_token))
    redactor = redactor_of(settings)
    return [DiscreetExecutor(executor, redactor) for executor in found]


def email_executor(settings: LocalSettings, smtp: SmtpSettings) -> EmailExecutor:
    """Return the executor of e-mail."""
    sent = SentFolder(settings.sent) if settings.sent else None
    others = {address: (SmtpClient(other), other.mailbox) for address, other in settings.accounts.items()}
    return EmailExecutor(SmtpClient(smtp), smtp.mailbox, sent, system_clock, new_token, others)


def post_executors(settings: LocalSettings) -> list[PostExecutor]:
    """Return the executors of the social platforms that are set up."""
    found: list[PostExecutor] = []
    if platform := linkedin(settings):
        found.append(LinkedInExecutor(platform, system_clock, new_token))
    if page := facebook(settings):
        found.append(FacebookExecutor(page, system_clock, new_token))
    if account := instagram(settings):
        found.append(InstagramExecutor(account, system_clock, new_token))
    if x := twitter(settings):
        found.append(TwitterExecutor(x, system_clock, new_token))
    return found


def server_probes(settings: LocalSettings) -> dict[str, Callable[[], Outcome]]:
    """Return a look at the other side of each channel that is set up, by the name of its server; none sends."""
    found: dict[str, Callable[[], Outcome]] = {
        executor.channel.lower(): executor.probe for executor in post_executors(settings)
    }
    if settings.smtp:
        found["email"] = SmtpClient(settings.smtp).probe
    if settings.odoo:
        found["odoo"] = OdooExecutor(settings.odoo, new_token).probe
    if settings.calendar:
        found["calendar"] = CalendarExecutor(settings.calendar, system_clock, new_token).probe
    if settings.whatsapp:
        found["whatsapp"] = lambda: heartbeat_probe(settings.state / "health" / "whatsapp_watcher.json")
    redactor = redactor_of(settings)
    return {name: discreet(probe, redactor) for name, probe in found.items()}


def channel_checks(settings: LocalSettings) -> list[tuple[str, checks.Check]]:
    """Return a check of each channel's credential; none of them sends anything."""
    posts = {executor.channel: executor.probe for executor in post_executors(settings)}
    probes: dict[str, Callable[[], Outcome] | None] = {
        "mail server": SmtpClient(settings.smtp).probe if settings.smtp else None,
        **{name: posts.get(name) for name in ("LinkedIn", "Facebook", "Instagram", "Twitter")},
        "Odoo": OdooExecutor(settings.odoo, new_token).probe if settings.odoo else None,
        "Calendar": CalendarExecutor(settings.calendar, system_clock, new_token).probe if settings.calendar else None,
        "payment files": PaymentFiles(settings.payment_files, system_clock).probe if settings.payment_files else None,
    }
    redactor = redactor_of(settings)
    return [(name, _check(name, probe and discreet(probe, redactor))) for name, probe in probes.items()]


def _check(name: str, probe: Callable[[], Outcome] | None) -> checks.Check:
    return lambda: _row(name, probe)


def _row(name: str, probe: Callable[[], Outcome] | None) -> checks.Row:
    if probe is None and name == "mail server":
        return checks.row(name, "not set up", "Set SMTP_HOST and its login, else nothing can be sent.")
    if probe is None:
        return checks.row(name, detail=f"not set up. {SET_UP.get(name, 'Set PAYMENTS_PATH')} to use it")
    outcome = probe()
    if outcome.result is Result.SENT:
        return checks.row(name, detail="sign-in accepted; nothing was sent")
    return checks.row(name, outcome.error, outcome.remedy)
