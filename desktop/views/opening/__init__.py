"""The window before a register is open: welcome, log-in, a new register, its recovery sheet, a forgotten password."""
