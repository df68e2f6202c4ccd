"""The page for work on a whole village."""
