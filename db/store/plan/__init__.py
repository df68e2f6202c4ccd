"""Households' poverty-reduction plans and the needs they registered."""
