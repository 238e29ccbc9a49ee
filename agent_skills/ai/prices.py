"""What a call costs, from the price table that ships with the product."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

MILLION = 1_000_000
CACHE_WRITE = 1.25
CACHE_READ = 0.1
"""Factors on the input price for the five-minute prompt cache."""


@cache
def price_table() -> dict[str, Any]:
    """Return the table: `models`, `fallback`, and the date it was true."""
    return tomllib.loads(files("agent_skills.ai").joinpath("prices.toml").read_text("utf-8"))


def cost_usd(model: str, prompt: int, completion: int, cache_write: int = 0, cache_read: int = 0) -> float:
    """Return the cost of one call in US dollars.

    Args:
        model: name as the API gives it; a dated variant counts as its family.
        prompt: input tokens.
        completion: output tokens.
        cache_write: input tokens written to the cache.
        cache_read: input tokens read from the cache.
    """
    price = _price(model)
    long = prompt + cache_write + cache_read > price.get("long_above", float("inf"))
    per_input, per_output = (price["long_input"], price["long_output"]) if long else (price["input"], price["output"])
    tokens = prompt + cache_write * CACHE_WRITE + cache_read * CACHE_READ
    return float(tokens * per_input + completion * per_output) / MILLION


def _price(model: str) -> dict[str, float]:
    models: dict[str, dict[str, float]] = price_table()["models"]
    matches = [name for name in models if model == name or model.startswith(f"{name}-2")]
    fallback: dict[str, float] = price_table()["fallback"]
    return models[max(matches, key=len)] if matches else fallback
