"""What leaves the house: the outbound payload of a draft and its hash (data-model.md §3)."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from agent_skills.domain.items import Document, draft_text

SEND_EMAIL: Literal["send_email"] = "send_email"
SEND_WHATSAPP: Literal["send_whatsapp"] = "send_whatsapp"
CREATE_POST: Literal["create_post"] = "create_post"
CREATE_PAYMENT: Literal["create_payment"] = "create_payment"
CREATE_EVENT: Literal["create_event"] = "create_event"
BookingAction = Literal["create_invoice", "create_bill", "create_expense", "create_contact"]

Routing = dict[str, str | list[str] | None]
"""Everything of a payload but its text: where it goes, as the owner saw it."""

HEADLINE_CHARS = 60


class Outbound(BaseModel):
    """What every payload has; keys are sorted by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str | None
    action: str
    text: str

    def canonical(self) -> str:
        """Return the canonical JSON of the payload; Node writes the same."""
        return json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sha256(self) -> str:
        """Hash the canonical JSON."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def routing(self) -> Routing:
        """Return the payload without its text."""
        return {key: value for key, value in self.model_dump().items() if key != "text"}

    def recipients(self) -> list[str]:
        """Return whom or what it goes to, for lists that the owner reads."""
        return []

    def headline(self) -> str:
        """Return one short line that tells what it is."""
        lines = [line.strip() for line in self.text.split("\n") if line.strip()]
        return lines[0][:HEADLINE_CHARS] if lines else ""


class EmailPayload(Outbound):
    """An e-mail exactly as the executor hands it to the mail server."""

    action: Literal["send_email"]
    bcc: list[str]
    cc: list[str]
    in_reply_to: str | None
    references: list[str]
    subject: str
    to: list[str]

    def recipients(self) -> list[str]:
        """Return the addresses."""
        return self.to

    def headline(self) -> str:
        """Return the subject."""
        return self.subject


class WhatsAppPayload(Outbound):
    """A message into one chat; `to` is the name that the chat's header shows."""

    action: Literal["send_whatsapp"]
    chat_id: str
    to: list[str]

    def recipients(self) -> list[str]:
        """Return the chat's name."""
        return self.to


class PostPayload(Outbound):
    """A post on one platform; `media` are public addresses or names of files in the media folder."""

    action: Literal["create_post"]
    link: str | None
    media: list[str]
    platform: str

    def recipients(self) -> list[str]:
        """Return the platform."""
        return [self.platform]


class BookingPayload(Outbound):
    """A draft record in the books; the lines of an invoice are the table in the text."""

    action: BookingAction
    currency: str | None
    date: str | None
    due_date: str | None
    partner: str
    partner_email: str | None
    reference: str | None

    def recipients(self) -> list[str]:
        """Return the business partner."""
        return [self.partner]

    def headline(self) -> str:
        """Return the reference, else the first line."""
        return self.reference or super().headline()


class PaymentPayload(Outbound):
    """A payment order; the amount is decimal text, the text of the draft is a note for the owner alone."""

    action: Literal["create_payment"]
    amount: str
    beneficiary: str
    bic: str | None
    currency: str
    date: str | None
    iban: str
    method: str
    reference: str | None

    def recipients(self) -> list[str]:
        """Return who gets the money."""
        return [self.beneficiary]

    def headline(self) -> str:
        """Return amount and reference."""
        return " ".join(part for part in (self.amount, self.currency, self.reference) if part)


class EventPayload(Outbound):
    """A calendar event: whole days (`end` is the last one), or local times in a timezone; the text describes it."""

    action: Literal["create_event"]
    attendees: list[str]
    end: str
    location: str | None
    start: str
    timezone: str | None
    title: str

    def recipients(self) -> list[str]:
        """Return who is invited, else the title: it stays in the owner's own calendar."""
        return self.attendees or [self.title]

    def headline(self) -> str:
        """Return the title."""
        return self.title


Payload = EmailPayload | WhatsAppPayload | PostPayload | BookingPayload | PaymentPayload | EventPayload
_ADAPTER: TypeAdapter[Payload] = TypeAdapter(Annotated[Payload, Field(discriminator="action")])
_TYPES: tuple[type[Outbound], ...] = (
    EmailPayload,
    WhatsAppPayload,
    PostPayload,
    BookingPayload,
    PaymentPayload,
    EventPayload,
)
_BY_ACTION: dict[str, type[Outbound]] = {
    action: kind
    for kind in _TYPES
    for action in kind.model_fields["action"].annotation.__args__  # type: ignore[union-attr]
}
ACTIONS: tuple[str, ...] = tuple(_BY_ACTION)
"""Every action that a draft may name."""


def read_payload(doc: Document) -> Payload | None:
    """Read the payload from a draft; None where the file names no action that is known.

    Args:
        doc: a parsed draft file.
    """
    kind = _BY_ACTION.get(doc.text("action"))
    if kind is None:
        return None
    fields = {name: _field(doc, name, info.annotation) for name, info in kind.model_fields.items()}
    try:
        return _ADAPTER.validate_python({**fields, "text": draft_text(doc.body)})
    except ValidationError:
        return None


def _field(doc: Document, name: str, annotation: Any) -> str | list[str] | None:
    if annotation == list[str]:
        return doc.texts(name)
    return doc.text(name) or (None if annotation == str | None else "")


def payload_from_json(text: str) -> Payload:
    """Read a payload back from its JSON.

    Raises:
        ValidationError: it is none.
    """
    return _ADAPTER.validate_json(text)
