"""The declared rules of plausibility (rules.toml)."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Literal

from indicators.model import Language, Record


class Rule(Record):
    """One rule: whose task it is, what it looks for, and its numbers.

    `told_by` is the finding that tells of it; empty for a finding of its own, check_<id>. `least` is in the canonical
    unit, `least_share` a part of the mean month of the supply point, `tolerance` a part of what is compared with.
    """

    id: str
    owner: Literal["office", "officer"]
    explanation: Mapping[Language, str]
    told_by: str = ""
    times: int = 0
    other_months: int = 0
    factor: float = 0.0
    least_share: float = 0.0
    tolerance: float = 0.0
    least: float = 0.0

    @property
    def finding(self) -> str:
        """The code of the finding that tells of it."""
        return self.told_by or f"check_{self.id}"


def _load() -> dict[str, Rule]:
    text = (resources.files("flows.checking") / "rules.toml").read_text(encoding="utf-8")
    return {
        name: Rule.model_validate({"id": name, **entry})
        for name, entry in tomllib.loads(text)["rule"].items()
    }


RULES: Mapping[str, Rule] = MappingProxyType(_load())
"""Every rule, by its id."""
