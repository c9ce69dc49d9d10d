"""One file for each paper and collection of published examples: what they state, what we compute."""
