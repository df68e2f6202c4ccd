"""The page that finds people and households."""
