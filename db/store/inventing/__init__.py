"""Invented people, lists and supports for training, trials and measurements. Nobody in it is real."""
