"""Reports: whole texts for small answers."""
