"""The page of a household: its fields, class and members as they are typed, one save, drafts, events. Knows no Qt."""
