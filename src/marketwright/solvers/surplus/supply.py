"""Vickrey payments of agents with any smooth, strictly concave utilities, in floats, by two formulas that have to agree.

*Formulas* (spec reallocative 2).  Let v(Z, q) be the largest sum of utilities in Z of bundles that add up to q.  Agent i pays
`u_i(q_i) - v(X, Q) + v(X without i, Q)`.  That is also the integral of his residual supply along the way from 0 to q_i, of the price at which the others give
up the quantity q: `p(X without i, Q - q)`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from marketwright.solvers.surplus.newton import ConcaveUtility, Divergent, Efficient, Floats, Unsettled, efficient_bundles

NODES = 24
"""So many points of the Gauss-Legendre rule stand for a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The efficient bundles, and what each agent pays, by worths and by the integral of his residual supply."""

    efficient: Efficient
    by_worths: Floats
    by_supply: Floats


def payments(utilities: Sequence[ConcaveUtility], quantity: Sequence[float], stopped: Callable[[], bool]) -> Payments | Divergent | Unsettled:
    """Efficient bundles of at least two agents, and their payments by both formulas; what stands in the way if there are none.

    Cost: Newton's method, from a near beginning, `NODES` times for each agent.
    """
    whole = efficient_bundles(utilities, quantity, stopped=stopped)
    if not isinstance(whole, Efficient):
        return whole
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    by_worths, by_supply = [], []
    for agent, utility in enumerate(utilities):
        others, bundle = [other for place, other in enumerate(utilities) if place != agent], whole.bundles[agent]
        near = np.delete(whole.bundles, agent, axis=0)
        alone = efficient_bundles(others, quantity, near, stopped)
        if not isinstance(alone, Efficient):
            return alone
        by_worths.append(float(utility.value(bundle)) - whole.value + alone.value)
        integral = 0.0
        for share, weight in zip((1 + nodes) / 2, weights / 2, strict=True):
            found = efficient_bundles(others, np.array(quantity) - share * bundle, near, stopped)
            if not isinstance(found, Efficient):
                return found
            integral += weight * float(found.price @ bundle)
        by_supply.append(integral)
    return Payments(efficient=whole, by_worths=np.array(by_worths), by_supply=np.array(by_supply))
