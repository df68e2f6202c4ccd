"""The page for rounds of review."""
