"""What the first page shows: what is due, and charts."""
