"""Quadratic utilities in the form in which nothing but theta and S matters.

*Source.* `docs/formats/divisible.md` (Values); paper 001, section 2.
"""

from marketwright.markets.divisible import QuadraticValues, Vector


def net_theta(values: QuadraticValues) -> Vector:
    """The vector theta - S e of a bidder with endowment e: his marginal utility before the auction.

    Example:
    >>> from fractions import Fraction
    >>> one = Fraction(1)
    >>> net_theta(QuadraticValues(theta=(5 * one,), matrix=((one,),), endowment=(3 * one,)))
    (Fraction(2, 1),)
    """
    if values.endowment is None:
        return values.theta
    return tuple(
        entry - sum(slope * held for slope, held in zip(row, values.endowment, strict=True)) for entry, row in zip(values.theta, values.matrix, strict=True)
    )
