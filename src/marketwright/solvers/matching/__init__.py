"""Matching agents with objects: Hall's conditions with witnesses, selection among allocations, pointers, and exact best assignments."""
