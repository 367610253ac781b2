"""Plausibility of what was delivered: named rules, and what a person accepted with a reason."""
