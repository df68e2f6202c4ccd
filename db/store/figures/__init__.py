"""Indicators, targets, typed totals, official figures and money: what they are and what they come to."""
