"""Chance without a state: a draw depends on nothing but its name, so a new draw never moves the others."""

import hashlib

SEED = "EMAS example city 1"


def draw(low: int, high: int, *name: object) -> int:
    """A whole number from low to high, both included."""
    digest = hashlib.sha256("|".join([SEED, *map(str, name)]).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def around(value: int, permille: int, *name: object) -> int:
    """A whole number within so many thousandths of a value."""
    return value * (1000 + draw(-permille, permille, *name)) // 1000
