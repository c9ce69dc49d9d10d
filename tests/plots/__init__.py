"""Charts: what they say, and that they are drawn."""
