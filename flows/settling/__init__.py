"""After loading: which readings count, and what they come to per month; for the series that changed, nothing else."""
