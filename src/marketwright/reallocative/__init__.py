"""Auctions in which bidders buy and sell: efficient allocations of divisible goods, Vickrey payments, the core, and packages (paper 001).

*Definitions.* v(Z, q) is the largest sum of utilities of the bidders in Z whose bundles add up to q, and 0 without bidders.  Bidder i's Vickrey payoff is
v(X, Q) - v(X without i, Q), with X the participants and Q the quantity; the auctioneer's is what the bidders pay.  A coalition Z with the auctioneer blocks
payoffs if v(Z, Q) is more than their sum, one without if v(Z, 0) is.  Payoffs that share out v(X, Q) are in the core if nothing blocks, and in the
bidder-core if nothing but perhaps the auctioneer alone does.

*Source.* Rostek and Yoder, "Reallocative Auctions and Core Selection" (paper 001); `docs/formats/reallocative.md`.
"""
