"""The one way to a model: budget and rate are checked before a call, usage is logged after it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import anthropic
from pydantic import BaseModel, SecretStr, ValidationError

from agent_skills.ai.api_usage_tracker import ApiUsageTracker, Call
from agent_skills.ai.model_settings import DrafterSettings
from agent_skills.ai.prices import cost_usd
from agent_skills.domain.clock import Clock
from agent_skills.domain.errors import EmployeeError

T = TypeVar("T", bound=BaseModel)

RETRIES = 2
"""The SDK's own retries; they honour the server's retry-after."""


class ModelUnavailableError(EmployeeError):
    """No answer from the model; `reason` is for the owner, `remedy` what helps."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Limits:
    """What the model may cost and how often it may be asked."""

    daily_usd: float
    per_minute: int
    timeout_seconds: float


def make_client(
    api_key: SecretStr, settings: DrafterSettings, agent: str, tracker: ApiUsageTracker, clock: Clock
) -> ModelClient:
    """Return a client as the settings want it.

    Args:
        api_key: theirs.
        settings: how the model is reached and what it may cost.
        agent: who asks, for the log.
        tracker: logs usage and knows today's sum.
        clock: for the rate.
    """
    limits = Limits(settings.daily_budget, settings.calls_per_minute, settings.timeout_seconds)
    return ModelClient(api_key, settings.base_url, agent, tracker, limits, clock)


class ModelClient:
    """Asks Claude for structured answers.

    Args:
        api_key: of the Messages API.
        base_url: another server of the same protocol, empty for Anthropic's.
        agent: who asks, for the log.
        tracker: logs usage and knows today's sum.
        limits: see `Limits`.
        clock: for the rate.
    """

    def __init__(
        self, api_key: SecretStr, base_url: str, agent: str, tracker: ApiUsageTracker, limits: Limits, clock: Clock
    ) -> None:
        self._api = anthropic.Anthropic(
            api_key=api_key.get_secret_value(),
            base_url=base_url or None,
            timeout=limits.timeout_seconds,
            max_retries=RETRIES,
        )
        self._agent = agent
        self._tracker = tracker
        self._limits = limits
        self._clock = clock
        self._calls: deque[datetime] = deque()

    def close(self) -> None:
        """Let go of the connections."""
        self._api.close()

    def ask(
        self, model: str, system: str, text: str, answer: type[T], task_type: str, max_tokens: int
    ) -> tuple[T, float]:
        """Return the structured answer and its cost in US dollars.

        Args:
            model: name of the model.
            system: our instructions.
            text: what the model reads, already cleaned and fenced.
            answer: schema of the answer.
            task_type: for the log.
            max_tokens: bound of the answer.

        Raises:
            ModelUnavailableError: budget, rate, network, the server's refusal, or an answer that does not fit.
        """
        self._check_limits()
        try:
            message = self._api.messages.parse(
                model=model,
                max_tokens=max_tokens,
                system=system,
                messages=[{"role": "user", "content": text}],
                output_format=answer,
            )
        except ValidationError as error:
            raise ModelUnavailableError("The model's answer did not have the asked form.", "Nothing to do.") from error
        except anthropic.AnthropicError as error:
            raise _unavailable(error) from error
        usage = message.usage
        cost = cost_usd(
            message.model,
            usage.input_tokens,
            usage.output_tokens,
            usage.cache_creation_input_tokens or 0,
            usage.cache_read_input_tokens or 0,
        )
        call = Call(self._agent, message.model, usage.input_tokens, usage.output_tokens, cost, task_type)
        self._tracker.record(call)
        if message.parsed_output is None:
            raise ModelUnavailableError("The model gave no usable answer.", "Nothing to do.")
        return message.parsed_output, cost

    def _check_limits(self) -> None:
        now = self._clock()
        while self._calls and now - self._calls[0] > timedelta(minutes=1):
            self._calls.popleft()
        if len(self._calls) >= self._limits.per_minute:
            raise ModelUnavailableError("Too many model calls within a minute.", "Raise API_RATE_LIMIT_PER_MIN.")
        if self._tracker.today().cost_usd >= self._limits.daily_usd:
            remedy = "Raise API_DAILY_COST_LIMIT, or wait until tomorrow (UTC)."
            raise ModelUnavailableError("Today's model budget is used up.", remedy)
        self._calls.append(now)


def _unavailable(error: anthropic.AnthropicError) -> ModelUnavailableError:
    if isinstance(error, anthropic.AuthenticationError | anthropic.PermissionDeniedError):
        return ModelUnavailableError("The model refused the API key.", "Check ANTHROPIC_API_KEY.")
    if isinstance(error, anthropic.NotFoundError):
        return ModelUnavailableError("The model's name is not known.", "Check CLAUDE_MODEL and CLAUDE_TRIAGE_MODEL.")
    if isinstance(error, anthropic.APITimeoutError):
        return ModelUnavailableError("The model did not answer in time.", "Nothing to do; later mails are tried again.")
    if isinstance(error, anthropic.APIStatusError):
        return ModelUnavailableError(f"The model answered with an error ({error.status_code}).", "Nothing to do.")
    return ModelUnavailableError("The model cannot be reached.", "Check the network and ANTHROPIC_BASE_URL.")
