"""Reviews of households by a standard: rounds, their steps, what was found, who came onto the lists and left them."""
