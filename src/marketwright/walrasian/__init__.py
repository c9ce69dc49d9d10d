"""The room `walrasian`: what unit-demand markets with reserve prices and income effects come to.

Prices at least the reserve prices and an allocation are an *equilibrium* if every buyer has what he likes best at the prices, and unsold goods cost their
reserve price.  The least equilibrium prices are the minimum-price rule's (paper 003, section 2; spec walrasian 2).
"""
