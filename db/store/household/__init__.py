"""Households and their people: commands, events, the page of one household."""
