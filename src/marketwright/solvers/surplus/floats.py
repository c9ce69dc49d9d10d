"""Sums and forms of sets of agents as floats, with a proven bound on what they are wrong by.

*Idea.* At any price p every set has at most the excess E(Z) = p.q - fixed + sum of (gain of i at p - charge of i); with z(Z) = sum of demands at p
less q, and A(Z) = sum of S_i^-1, its excess is exactly E - z'A^-1 z / 2.  At the price of all agents together E and z are small, so little is lost by
cancellation.  Goods are recombined (z -> Tz, A -> TAT') so that A of all agents is nearly the identity.  Both steps are exact, only then are the terms
of the agents rounded.

*Error.* Let u = 2^-53, n agents, K goods, D^2 the diagonal of A(Z), and `least` a number with A_i - least * diagonal(A_i) positive semidefinite for every
agent (verified exactly).  Adding over the members, A(Z) - least * D^2 is so for every set.

1. Entries of A are sums of at most n rounded terms, so they are wrong by at most (n + 1) u sum |a_kl| <= (n + 1) u D_k D_l (Cauchy and Schwarz).
   Elimination in floats is exact for a matrix that differs by at most (3K + 3) u D_k D_l, to first order in u (Higham, Accuracy and Stability of
   Numerical Algorithms, theorems 8.5, 9.3 and 10.7; pivots are positive if K times such a number is below `least`).  A difference of at most e D_k D_l moves A
   between (1 - Ke / least) A and (1 + Ke / least) A, and the form by at most that factor.  With the operations of the last sum the form is wrong by at most
   `shift` = 2 K (n + 4K + 16) u / least + 2 (K + 4) u times itself.
2. Entries of z are wrong by at most (n + 2) u (|q_k| + sum |z_ik|), a vector d whose own form is at most the sum of (d_k / D_k)^2 / least; call its root
   `offset`.  Roots of forms are norms: those of z + d and z differ by at most `offset`, the forms by at most t f(z) + offset^2 (1 + 1/t) for every t > 0.
3. E is wrong by at most (n + 2) u (|e_0| + sum |e_i|).

Together the excess is wrong by at most `margin` + `share` * form / 2 with numbers that hold for all sets; factors of two and three make up for what is of
second order in u, and for the roundings of the comparisons themselves.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.matrices import Matrix, Vector, apply, dot, is_positive_semidefinite, product, transpose

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
States = NDArray[np.int8]
Flags = NDArray[np.bool_]

UNIT = 2.0**-53
SMALLEST, LARGEST = 1e-120, 1e120
"""Numbers beyond are not trusted to floats: their products may leave the range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What each agent adds to the sums of a set (agents x entries, see `compiled`), the sums of the empty set, and the bounds on errors.

    `price` and `mixing` are p and T.  Where floats cannot be trusted `margin` is infinite, and nothing else means anything.
    """

    goods: int
    price: Vector
    mixing: Matrix
    agents: Floats
    empty: Floats
    margin: float
    share: float


@lru_cache(maxsize=2)
def float_terms(charged: Charged) -> Terms:
    """The terms at the price of all agents together.

    *Cost.* A few exact products of small matrices for each agent; those of the last two problems are kept, as scans and trees ask for the same.
    """
    surplus, goods = charged.surplus, charged.surplus.goods
    everybody = range(surplus.size)
    none = tuple((Fraction(0),) * goods for _ in range(goods))
    untrusted = Terms(goods=goods, price=none[0], mixing=none, agents=np.empty((0, 0)), empty=np.empty(0), margin=inf, share=0.0)
    try:
        price = tuple(Fraction(float(entry)) for entry in surplus.price(everybody, charged.quantity))
        mixing = _mixing(surplus.curvature(everybody))
        matrices = [product(product(mixing, surplus.inverse(agent)), transpose(mixing)) for agent in everybody]
        demands = [apply(mixing, surplus.demand(agent, price)) for agent in everybody]
        gains = [surplus.gain(agent, price) - charged.charges[agent] for agent in everybody]
        agents = np.array(
            [_entries(matrix, demand, gain) for matrix, demand, gain in zip(matrices, demands, gains, strict=True)],
        )
        quantity = tuple(-entry for entry in apply(mixing, charged.quantity))
        empty = np.array(_entries(none, quantity, dot(price, charged.quantity) - charged.fixed))
    except (OverflowError, np.linalg.LinAlgError):
        return untrusted
    diagonals = np.array([[float(matrix[good][good]) for good in range(goods)] for matrix in matrices])
    scales = [abs(entry) for row in mixing for entry in row] + [Fraction(float(size)) for size in (abs(agents).max(), abs(empty).max())]
    if diagonals.min() < SMALLEST or min(mixing[good][good] for good in range(goods)) < SMALLEST or max(scales) > LARGEST:
        return untrusted
    least = _least_share(matrices)
    shift = 2 * goods * (len(agents) + 4 * goods + 16) * UNIT / least + 2 * (goods + 4) * UNIT
    if shift > 1 / 8:
        return untrusted
    sizes = abs(agents).sum(axis=0) + abs(empty)
    wrong = 2 * (len(agents) + 2) * UNIT * sizes
    offset = max(SMALLEST, sqrt(float((wrong[_sides(goods)] ** 2 / diagonals.min(axis=0)).sum()) / least))
    ratio = min(2.0**-10, max(UNIT, offset / sqrt(max(float(sizes[-1]), SMALLEST))))
    margin = float(wrong[-1]) + offset**2 / ratio + SMALLEST
    return Terms(goods=goods, price=price, mixing=mixing, agents=agents, empty=empty, margin=margin, share=3 * (shift + ratio))


def _sides(goods: int) -> list[int]:
    """The places of the entries of z."""
    return [sum(goods - other + 1 for other in range(good)) + goods - good for good in range(goods)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The terms of the agents as matrices A_i, demands z_i and gains less charges e_i, the recombined quantity, and e_0."""

    matrices: Floats
    demands: Floats
    gains: Floats
    side: Floats
    base: float


def unpacked(terms: Terms) -> Unpacked:
    """The terms by name."""
    goods, sides = terms.goods, _sides(terms.goods)
    matrices = np.empty((len(terms.agents), goods, goods))
    for good in range(goods):
        for other in range(good, goods):
            matrices[:, good, other] = matrices[:, other, good] = terms.agents[:, sides[good] - goods + other]
    demands, gains = np.ascontiguousarray(terms.agents[:, sides]), terms.agents[:, -1].copy()
    return Unpacked(matrices=matrices, demands=demands, gains=gains, side=-terms.empty[sides], base=float(terms.empty[-1]))


def _entries(matrix: Matrix, side: Vector, constant: Fraction) -> list[float]:
    """Rows of the upper triangle, each followed by its entry of the side, and the constant."""
    found = []
    for place, row in enumerate(matrix):
        found += [*map(float, row[place:]), float(side[place])]
    return [*found, float(constant)]


def _mixing(curvature: Matrix) -> Matrix:
    """A matrix T of floats, taken as exact, with T A T' nearly the identity for the inverse A of the curvature.

    With C C' = curvature, T = C' is such a matrix; scales are powers of two, so that nothing leaves the range.
    """
    scales = [_root(row[place]) for place, row in enumerate(curvature)]
    scaled: Any = [[float(entry / (scales[row] * scales[place])) for place, entry in enumerate(line)] for row, line in enumerate(curvature)]
    lower = np.linalg.cholesky(np.array(scaled))
    return tuple(tuple(Fraction(float(lower[place, row])) * scales[place] for place in range(len(scales))) for row in range(len(scales)))


def _root(number: Fraction) -> Fraction:
    """A power of two near the square root of a positive number."""
    exponent = number.numerator.bit_length() - number.denominator.bit_length()
    return Fraction(2) ** (exponent // 2)


def _least_share(matrices: list[Matrix]) -> float:
    """A number below 1 with A - number * diagonal(A) positive semidefinite for all matrices, verified exactly."""
    found = 1 - 2.0**-20
    for matrix in matrices:
        roots = [_root(row[place]) for place, row in enumerate(matrix)]
        scaled = np.array([[float(entry / (roots[row] * roots[place])) for place, entry in enumerate(line)] for row, line in enumerate(matrix)])
        sides = np.sqrt(scaled.diagonal())
        guess = max(float(np.linalg.eigvalsh(scaled / np.outer(sides, sides))[0]) / 2, 2.0**-60)
        found = min(found, guess)
        while not is_positive_semidefinite(_less_diagonal(matrix, Fraction(found))):
            found /= 2
    return found


def _less_diagonal(matrix: Matrix, share: Fraction) -> Matrix:
    return tuple(tuple(entry * (1 - share) if row == place else entry for place, entry in enumerate(line)) for row, line in enumerate(matrix))
