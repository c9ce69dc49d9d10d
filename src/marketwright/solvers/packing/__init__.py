"""Choosing atoms that share no good and no group: one search that ends in its own proof, and two other methods to compare it with.

`search` is branch and cut; `mip` asks HiGHS's own mixed-integer solver; `subsets` is dynamic programming over sets of goods.  All three answer the same `Task`.
"""
