"""The page of a support on screen; what it means is known in `desktop.presenters.support`."""
