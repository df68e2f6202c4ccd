"""Page "units": which units were joined or divided, and what this register still has to follow."""
