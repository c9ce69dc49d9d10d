"""Files that are refused, each with its code and place."""
