"""Settings of the model that drafts; either agent's `settings.py` hands its reader on."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from agent_skills.runtime.settings import SettingsReader


@dataclass(frozen=True, slots=True)
class DrafterSettings:
    """How Claude is reached and what it may cost (US dollars a day)."""

    api_key: SecretStr | None
    base_url: str
    draft_model: str
    daily_budget: float
    calls_per_minute: int
    timeout_seconds: float


def read_drafter(reader: SettingsReader) -> DrafterSettings:
    """Read how the model is reached; without a key it is not used.

    Args:
        reader: gets every problem.
    """
    return DrafterSettings(
        api_key=reader.secret("ANTHROPIC_API_KEY", "CLAUDE_API_KEY"),
        base_url=reader.url("ANTHROPIC_BASE_URL"),
        draft_model=reader.text("CLAUDE_MODEL", "claude-sonnet-5-5"),
        daily_budget=reader.number("API_DAILY_COST_LIMIT", 2.0, 0, 10_000),
        calls_per_minute=reader.integer("API_RATE_LIMIT_PER_MIN", 10, 1, 1000),
        timeout_seconds=reader.number("API_TIMEOUT_SECONDS", 30, 1, 600),
    )
