"""Charts as Vega-Lite dictionaries with their data inside, and pictures of them."""
