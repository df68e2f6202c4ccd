"""What waits for a person after a merge: values that differ, broken sums, and the decisions that end them."""
