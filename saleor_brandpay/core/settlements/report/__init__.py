"""What was settled, for people and programs."""
