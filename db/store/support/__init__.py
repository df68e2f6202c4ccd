"""Supports and the policies they stand on: commands, judging, what is in effect, whole-village work, hand-outs."""
