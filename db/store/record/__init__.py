"""What an office keeps besides households (courses, works, funds, posts…): kinds, commands, balances, figures."""
