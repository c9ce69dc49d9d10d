"""The room of mechanism Γ (Núñez, Rafels, Robles): buyers request net payoffs, the seller answers with a reply.

Its one door is `rule.py`.
"""
