"""Mathematics that knows no market."""
