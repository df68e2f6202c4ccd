"""What the page of targets shows and does: indicators and their targets, typed totals, budget lines. No Qt."""
