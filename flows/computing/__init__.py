"""From what is settled to what is reported: coverage, core indicators and findings, from and to the store."""
