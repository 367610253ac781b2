"""What acts: reading deliveries, keeping the store, running the month. The only code with effects."""
