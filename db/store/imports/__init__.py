"""Lists from outside meet the register: what they say, whom they mean, what would change, and the writing of it."""
