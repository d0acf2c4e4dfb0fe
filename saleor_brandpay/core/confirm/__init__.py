"""Taking the money: open an attempt, confirm it or charge a stored method, read back."""
