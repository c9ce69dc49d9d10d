"""Practical rules for bundle markets: who wins, who pays what, and who could object.

*Definitions.* An allocation is *efficient* when no other has a larger total of accepted bids and kept reserve prices.  *Vickrey*: a buyer's payoff is what all
are worth less what the others are worth without him.  *Core*: payoffs that add up to the worth of all, none negative, such that no coalition of the
seller with some buyers is worth more than its payoffs.
"""
