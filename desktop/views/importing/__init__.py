"""Bringing a list of a commune in from Excel, on screen: choosing, looking, telling columns, writing."""
