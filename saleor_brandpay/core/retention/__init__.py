"""What is kept of people, and for how long (M23). Money is kept for ever."""
