"""Mechanism Γ: facts, limits and answers of the room `gamma`."""
