"""Records that pass from one unit to another: moves, hand-overs, late edits, joined units."""
