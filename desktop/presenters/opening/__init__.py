"""Before a register is open: which one, how a new one is made, the recovery sheet, a forgotten password. No widget."""
