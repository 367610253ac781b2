"""What shows: results in; figures and pages out, as text that the flows write to files."""
