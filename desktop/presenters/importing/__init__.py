"""Bringing a list of a commune in from Excel: what the screen shows and does. Knows no Qt."""
