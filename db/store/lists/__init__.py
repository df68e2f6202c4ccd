"""Lists and what narrows them: filters, search, what is due, data sheets."""
