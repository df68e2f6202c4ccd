"""The page of tables and reports."""
