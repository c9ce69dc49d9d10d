"""Surplus of agents with quadratic utilities: exact worths of sets of agents, floats for all sets at once, and proofs that no set has an excess.

*Definition.* An agent has the utility `theta.q - q'Sq / 2` of a bundle q.  The worth v(Z, q) of a set Z of agents is the largest sum of utilities among
bundles that add up to q; the worth of the empty set is 0 for every q.  With charges, the *excess* of a set is its worth less what it is charged.
"""
