"""Cooperative games with incomplete information: efficiency, blocking plans, the core, durability (paper 004)."""
