"""The page of a household on screen; what it means is known in `desktop.presenters.household`."""
