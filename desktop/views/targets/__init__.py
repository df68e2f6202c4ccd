"""The page of targets: indicators beside what was to be reached, typed totals, budget lines."""
