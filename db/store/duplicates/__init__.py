"""Records that may be there twice: found with reasons, compared, joined with every child, or told apart."""
