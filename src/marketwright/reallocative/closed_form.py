"""Efficient bundles of bidders with exponential, or logistic, utilities of the same packages: formulas take the place of a search.

*Formulas.* Package by package: with `A exp(-B x) = p`, everybody holds `x = (log A + y) / B` for y = -log p; with `A / (1 + exp(B x - C)) = p` and the same A,
everybody holds `x = (C + y) / B` for y = log(A / p - 1).  In both cases the number y is `(X - sum of levels / B) / (sum of 1 / B)`, where X is what is held
together, endowments included, and a level is log A or C.

*Source.* `docs/formats/divisible.md` (Values).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context
from fractions import Fraction
from math import ceil

from marketwright.markets.divisible import ExponentialValues, LogisticValues, Vector
from marketwright.reallocative.decimals import DIGITS, held_packages, unpacked_of
from marketwright.reallocative.vickrey import minus
from marketwright.solvers.surplus.matrices import Matrix, apply, inverse, transpose

LOG_TEN = Fraction(4343, 10_000)
"""A little more than the logarithm of e to the base 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Bundles with marginal utilities that are the same up to the digits of logarithms; `steepness`: how fast those of goods change at most."""

    bundles: tuple[Vector, ...]
    steepness: Fraction


def shared_bundles(values: Sequence[ExponentialValues] | Sequence[LogisticValues], quantity: Vector) -> Shared:
    """The efficient bundles of bidders with the same packages, and logistic ones with the same A, that add up to the quantity."""
    unpacked = unpacked_of(values[0])
    packages = inverse(unpacked)
    held = [held_packages(one) for one in values]
    together = [sum(column, Fraction(0)) for column in zip(apply(unpacked, quantity), *held, strict=True)]
    columns, steepness = [], Fraction(0)
    for package, amount in enumerate(together):
        rates = [one.rate[package] for one in values]
        levels = _levels(values, package, DIGITS)
        offset = _offset(levels, rates, amount)
        if (digits := _digits_before_the_point(-offset)) > 0:
            levels = _levels(values, package, DIGITS + digits)
            offset = _offset(levels, rates, amount)
        columns.append([(level + offset) / rate for level, rate in zip(levels, rates, strict=True)])
        steepness = max(steepness, _steepness(values, package, offset))
    return Shared(
        bundles=tuple(apply(packages, minus(row, mine)) for row, mine in zip(zip(*columns, strict=True), held, strict=True)),
        steepness=steepness * _largest_row(unpacked) * _largest_row(transpose(unpacked)),
    )


def _levels(values: Sequence[ExponentialValues] | Sequence[LogisticValues], package: int, digits: int) -> list[Fraction]:
    return [_logarithm(one.scale[package], digits) if isinstance(one, ExponentialValues) else one.offset[package] for one in values]


def _offset(levels: Sequence[Fraction], rates: Sequence[Fraction], amount: Fraction) -> Fraction:
    """The number y."""
    own = sum((level / rate for level, rate in zip(levels, rates, strict=True)), Fraction(0))
    return (amount - own) / sum((1 / rate for rate in rates), Fraction(0))


def _steepness(values: Sequence[ExponentialValues] | Sequence[LogisticValues], package: int, offset: Fraction) -> Fraction:
    """How fast marginal utilities of the package change at most: B p, or AB / 4."""
    power = Fraction(10) ** _digits_before_the_point(-offset)
    return max(one.rate[package] * (power if isinstance(one, ExponentialValues) else one.scale[package] / 4) for one in values)


def _digits_before_the_point(logarithm: Fraction) -> int:
    """An integer n with the number of that natural logarithm at most 10^n."""
    return ceil(logarithm * LOG_TEN) + 1


def _logarithm(number: Fraction, digits: int) -> Fraction:
    """The natural logarithm, rounded."""
    context = Context(prec=digits)
    return Fraction(context.ln(context.divide(number.numerator, number.denominator)))


def _largest_row(matrix: Matrix) -> Fraction:
    return max(sum(map(abs, row), Fraction(0)) for row in matrix)
