"""What sets of bidders with quadratic utilities get out of a quantity (`docs/formats/reallocative.md`, "Sets, surplus, prices").

With m, c the sums of S_i^-1 theta_i and theta_i' S_i^-1 theta_i, and C the sum of S_i^-1, twice the surplus is `c - (m - q)' C^-1 (m - q)`, which is the
determinant of the matrix [[C, m - q], [(m - q)', c]] divided by that of C. These bordered matrices are sums over bidders, of integers over one denominator.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import add, sub

from marketcheck.conditions import Meter
from marketcheck.lines import Exact, Ratio, fraction_steps
from marketcheck.matrices import Matrix, Vector, applied, dot, eliminated, inverse, plus, quadratic

BITS = 192
"""So many bits after the point decide nearly every comparison; the others are decided by fractions."""


@dataclass(frozen=True)
class Coalition:
    """A non-empty set of bidders: the sum of their bordered matrices, whose upper triangles are listed row by row."""

    utilities: "Utilities"
    sums: Sequence[int]

    def _bordered(self, quantity: Sequence[int]) -> list[list[int]]:
        """Returns the rows of the upper triangle, less the quantity."""
        rows, start, size = list[list[int]](), 0, len(quantity)
        for k in range(size + 1):
            rows.append([*self.sums[start : start + size + 1 - k]])
            start += size + 1 - k
        for row, amount in zip(rows, quantity, strict=False):
            row[-1] -= amount
        return rows

    def worth_ratio(self, quantity: Sequence[int]) -> Ratio:
        """Returns the surplus, as a ratio; the quantity is counted in the utilities' unit."""
        rows, before = self._bordered(quantity), 1
        for k in range(len(quantity)):
            head, pivot = rows[k], rows[k][0]
            for j in range(1, len(head)):
                by, other = head[j], rows[k + j]
                rows[k + j] = [(pivot * x - by * y) // before for x, y in zip(other, head[j:], strict=True)]
            before = pivot
        return rows[-1][0], 2 * self.utilities.scale * before

    @cached_property
    def worth(self) -> Fraction:
        """The surplus at the market's quantity."""
        return Fraction(*self.worth_ratio(self.utilities.quantity))

    def price_ratios(self, quantity: Sequence[int]) -> tuple[list[int], int]:
        """Returns the clearing price: numerators and the common denominator."""
        upper, size = self._bordered(quantity), len(quantity)
        rows = [[upper[min(k, j)][abs(k - j)] for j in range(size)] + [upper[k][-1]] for k in range(size)]
        below = eliminated(rows, size)
        return [row[-1] for row in rows], below

    @cached_property
    def price(self) -> list[Fraction]:
        """The clearing price at the market's quantity."""
        above, below = self.price_ratios(self.utilities.quantity)
        return [Fraction(entry, below) for entry in above]

    @cached_property
    def slope(self) -> list[list[Fraction]]:
        """The matrix H."""
        rows = [row[:-1] for row in self._bordered([0] * len(self.utilities.quantity))[:-1]]
        sums = [[Fraction(rows[min(k, j)][abs(k - j)], self.utilities.scale) for j in range(len(rows))] for k in range(len(rows))]
        return inverse(sums) or []

    def without(self, bidder: int) -> "Coalition":
        """Returns the others."""
        return Coalition(self.utilities, [*map(sub, self.sums, self.utilities.borders[bidder])])

    def with_one(self, bidder: int) -> "Coalition":
        """Returns these and one more."""
        return Coalition(self.utilities, [*map(add, self.sums, self.utilities.borders[bidder])])

    def bundle(self, bidder: int) -> list[Fraction]:
        """Returns what a member gets of the market's quantity."""
        return applied(self.utilities.inverses[bidder], plus(self.utilities.thetas[bidder], self.price, -1))


@dataclass(frozen=True)
class Utilities:
    """Quadratic utilities: theta, S, S^-1, the unit 1/scale, the quantity counted in it, and every bidder's bordered matrix times scale."""

    thetas: Sequence[Vector]
    matrices: Sequence[Matrix]
    inverses: Sequence[Matrix]
    scale: int
    quantity: Sequence[int]
    borders: Sequence[Sequence[int]]

    def coalition(self, members: Iterable[int]) -> Coalition:
        """Returns the set of these bidders."""
        return Coalition(self, [*map(sum, zip(*(self.borders[i] for i in members), strict=True))])

    def utility(self, bidder: int, bundle: Vector) -> Fraction:
        """Returns the bidder's utility."""
        return dot(self.thetas[bidder], bundle) - quadratic(bundle, self.matrices[bidder]) / 2

    def gain_at(self, bidder: int, above: Sequence[int], below: int) -> Ratio:
        """Returns the most that the bidder gains at the price, w_i(p), as a ratio."""
        bent, start, total = [*(-entry for entry in above), below], 0, 0
        for k, entry in enumerate(bent):
            row = self.borders[bidder][start : start + len(bent) - k]
            total += entry * (2 * sum(map(int.__mul__, row, bent[k:])) - row[0] * entry)
            start += len(row)
        return total, 2 * self.scale * below * below

    def every_set(self, bidders: Sequence[int]) -> Iterator[tuple[list[int], Coalition]]:
        """Yields all non-empty sets of these bidders, lexicographically."""

        def larger(first: int, members: list[int], before: Coalition | None) -> Iterator[tuple[list[int], Coalition]]:
            for k in range(first, len(bidders)):
                found = before.with_one(bidders[k]) if before else self.coalition([bidders[k]])
                chosen = [*members, bidders[k]]
                yield chosen, found
                yield from larger(k + 1, chosen, found)

        return larger(0, [], None)


def utilities(thetas: Sequence[Vector], matrices: Sequence[Matrix], quantity: Vector) -> Utilities:
    """Returns the utilities of bidders, whose matrices are positive definite."""
    inverses: list[Matrix] = [inverse(matrix) or [] for matrix in matrices]
    borders = []
    for theta, inverted in zip(thetas, inverses, strict=True):
        wanted = applied(inverted, theta)
        borders.append([entry for k, row in enumerate(inverted) for entry in (*row[k:], wanted[k])] + [dot(theta, wanted)])
    scale = lcm(*{entry.denominator for border in borders for entry in border}, *(entry.denominator for entry in quantity))

    def whole(entries: Sequence[Exact]) -> list[int]:
        return [entry.numerator * (scale // entry.denominator) for entry in entries]

    return Utilities(thetas, matrices, inverses, scale, whole(quantity), [*map(whole, borders)])


class Table:
    """Worths of all sets of some bidders at the market's quantity, by bit masks of their places: ratios, and their floors in units of 2^-BITS."""

    def __init__(self, found: Utilities, bidders: Sequence[int], meter: Meter) -> None:
        """Computes them; exact comparisons are counted as they come."""
        self.meter = meter
        places = {bidder: 1 << k for k, bidder in enumerate(bidders)}
        self.ratios: list[Ratio] = [(0, 1)] * (1 << len(bidders))
        for members, coalition in found.every_set(bidders):
            self.ratios[sum(places[i] for i in members)] = coalition.worth_ratio(found.quantity)
        self.floors = [(above << BITS) // below for above, below in self.ratios]

    def worth(self, mask: int) -> Fraction:
        """Returns the worth of a set, 0 of no bidder."""
        return Fraction(*self.ratios[mask])

    def is_positive(self, terms: Sequence[tuple[int, int]]) -> bool:
        """Returns whether the sum of worths, each given by how many times and which set, is above 0."""
        low = sum(times * (self.floors[mask] + (times < 0)) for times, mask in terms)
        if low > 0:
            return True
        if low + sum(abs(times) for times, _ in terms) <= 0:
            return False
        longest = max(max(map(abs, self.ratios[mask])).bit_length() for _, mask in terms)
        self.meter.spend(int(2 * len(terms) * fraction_steps(longest) + 4 * fraction_steps(len(terms) * longest)))
        return total(times * self.worth(mask) for times, mask in terms) > 0


def total(numbers: Iterable[Fraction]) -> Fraction:
    """Returns the sum, by halves: long fractions are added last."""
    left = [*numbers]
    while len(left) > 1:
        left = [sum(left[k : k + 2], Fraction(0)) for k in range(0, len(left), 2)]
    return left[0] if left else Fraction(0)
