"""Units and their villages: which lies where, what they were on a day, who lived in them."""
