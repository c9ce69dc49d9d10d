"""The same market seen from the objects: they choose among agents, whose *price* is minus their level.

An object wants a high price, so its level at an agent is its reserve price less what the agent would pay for it at his level.  Least prices of agents in
the mirror are greatest prices of objects in the market: there the market's two sides change places.

*Source.* Demange and Gale 1985 (the two sides are alike); spec walrasian 4.4.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from marketwright.piecewise import PiecewiseLinear
from marketwright.solvers.matching.table import Booleans, Floats, Pieces, Table


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """The maps of one object of a table at the table's agents."""

    table: Table
    position: int

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact map at an agent: of minus his level to the reserve price less his willingness to pay there."""
        one = self.table.map(position, self.position)
        if one is None:
            return None
        reserve = self.table.reserves[self.position]
        return PiecewiseLinear(points=tuple((-y, reserve - x) for x, y in reversed(one.points)), left=1 / one.right, right=1 / one.left)

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """The level."""
        one = None if position is None else self.map(position)
        return price if one is None else one.at(price)

    def pieces(self) -> Pieces:
        """All maps as floats."""
        table, reserve = self.table.floats, float(self.table.reserves[self.position])
        most = int(table.counts.max(initial=1))
        xs: Floats = np.full((self.table.agents, most), np.inf)
        ys: Floats = np.full((self.table.agents, most), np.inf)
        slopes: Floats = np.ones((self.table.agents, most + 1))
        permitted: Booleans = table.permitted[:, self.position].copy()
        for agent, count in enumerate(table.counts):
            start, slope_start = table.starts[agent] + self.position * count, table.slope_starts[agent] + self.position * (count + 1)
            known = int(np.isfinite(table.xs[start : start + count]).sum())
            xs[agent, :known] = -table.ys[start : start + known][::-1]
            ys[agent, :known] = reserve - table.xs[start : start + known][::-1]
            slopes[agent, : known + 1] = 1 / table.slopes[slope_start : slope_start + known + 1][::-1]
        return Pieces(xs, ys, slopes, permitted)


def mirror(table: Table) -> Table:
    """The table whose agents are the objects and whose objects are the agents; their reserve prices are 0."""
    return Table(tuple(MirrorRow(table, position) for position in range(table.objects)), (Fraction(0),) * table.agents)
