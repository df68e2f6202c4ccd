"""The demonstration: the whole round on invented households, told as it happens. Uses only what offices use."""
