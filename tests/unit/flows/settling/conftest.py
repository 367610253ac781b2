from tests.unit.flows.settling.accounts import accounts, make_accounts

__all__ = ["accounts", "make_accounts"]
