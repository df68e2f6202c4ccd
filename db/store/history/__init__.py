"""The ledger read for people: who changed what and why, whose word a value is, and taking an action back."""
