"""The page of conflicts: values side by side, decided by keys."""
