"""The page that prints: what and for whom, the pages before they are printed, the printer, the print register."""
