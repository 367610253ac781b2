"""The register of corrections, applied on top of what was delivered."""
