"""A customer's wallet at Toss: its key, its tokens, its stored methods."""
