"""The hypotheses of Theorem 2 about all bidders of a market: equal marginal utilities at nothing, and matrices that commute.

*Meaning.* Where both hold Vickrey payoffs are in the bidder-core for every set of participants.  The theorem as printed says *core*; see
`docs/formats/reallocative.md`.

*Source.* Paper 001, Theorem 2; spec reallocative 7 and erratum 1.
"""

from marketwright.reallocative.setting import Setting
from marketwright.solvers.surplus.commuting import all_commute


def equal_theta(here: Setting) -> bool:
    """Whether all bidders have the same theta."""
    return len({utility.theta for utility in here.utilities}) == 1


def commuting(here: Setting) -> bool:
    """Whether the matrices of every two bidders commute."""
    return all_commute(utility.matrix for utility in here.utilities)


def theorem_2(here: Setting) -> bool:
    """Whether Theorem 2 says that Vickrey payoffs are in the bidder-core for every set of participants."""
    return equal_theta(here) and commuting(here)
