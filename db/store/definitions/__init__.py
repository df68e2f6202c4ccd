"""What a register knows as definition files: those shipped, and files added, kept by their hash."""
