"""Utilities and marginal utilities of all types of values at rational bundles: rational numbers between which they certainly lie.

The functions exp and ln of `decimal` are correctly rounded, so the neighbours of a result enclose the true value.  Everything else is done in fractions.

*Formulas*, with w = exp(-|z|) between 0 and 1: `1 / (1 + exp(z))` is w / (1 + w) for z above 0 and 1 / (1 + w) below; `s(z) = log(1 + exp(z))` is
max(z, 0) + log(1 + w); tanh(z) is 1 - 2 / (1 + exp(2z)); and log cosh(z) is s(2z) - z - log(2), of which only differences matter.

*Source.* `docs/formats/divisible.md` (Values).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from typing import Protocol

from marketwright.markets.divisible import DivisibleValues, ExponentialValues, LogCoshValues, LogisticValues, Matrix, QuadraticValues, Vector
from marketwright.markets.quadratic import net_theta
from marketwright.solvers.surplus.matrices import apply, dot, inverse, transpose

DIGITS = 60
"""Results have so many digits, and besides those before their point."""
FAR = 2_000
"""Beyond this, exp is larger than any number that could matter, or smaller than any."""
_EXPONENTS = 10_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Two numbers between which a third lies."""

    low: Fraction
    high: Fraction

    @property
    def middle(self) -> Fraction:
        """The number halfway."""
        return (self.low + self.high) / 2

    def farthest(self, other: Fraction) -> Fraction:
        """How far the number is from another one at most."""
        return max(abs(self.low - other), abs(self.high - other))


def total(constant: Fraction, terms: Iterable[tuple[Fraction, Bounds]]) -> Bounds:
    """The constant and the sum of all numbers, each as often as its factor says."""
    low = high = constant
    for factor, bounds in terms:
        low += factor * (bounds.low if factor > 0 else bounds.high)
        high += factor * (bounds.high if factor > 0 else bounds.low)
    return Bounds(low, high)


class Curve(Protocol):
    """A concave utility of quantities of one package, 0 at 0."""

    def utility(self, amount: Fraction, /) -> Bounds:
        """The utility of the quantity."""
        ...

    def marginal(self, amount: Fraction, /) -> Bounds:
        """The marginal utility there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCoshCurve:
    """Minus `alpha (log cosh(beta (held + x)) - log cosh(beta held))`."""

    alpha: Fraction
    beta: Fraction
    held: Fraction

    def utility(self, amount: Fraction) -> Bounds:
        """The utility of the quantity."""
        before, after = 2 * self.beta * self.held, 2 * self.beta * (self.held + amount)
        return total(self.alpha * self.beta * amount, [(-self.alpha, _softplus(after)), (self.alpha, _softplus(before))])

    def marginal(self, amount: Fraction) -> Bounds:
        """The marginal utility there: minus alpha beta tanh."""
        most = self.alpha * self.beta
        return total(-most, [(2 * most, _share(2 * self.beta * (self.held + amount)))])


@dataclass(frozen=True, slots=True, kw_only=True)
class ExponentialCurve:
    """The utility `A / B (exp(-B held) - exp(-B (held + x)))`."""

    scale: Fraction
    rate: Fraction
    held: Fraction

    def utility(self, amount: Fraction) -> Bounds:
        """The utility of the quantity."""
        most = self.scale / self.rate
        return total(Fraction(0), [(most, _exp(-self.rate * self.held)), (-most, _exp(-self.rate * (self.held + amount)))])

    def marginal(self, amount: Fraction) -> Bounds:
        """The marginal utility there."""
        return total(Fraction(0), [(self.scale, _exp(-self.rate * (self.held + amount)))])


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticCurve:
    """The integral from `held` to `held + x` of `A / (1 + exp(B x - C))`."""

    scale: Fraction
    rate: Fraction
    offset: Fraction
    held: Fraction

    def utility(self, amount: Fraction) -> Bounds:
        """The utility of the quantity."""
        before, after = self.rate * self.held - self.offset, self.rate * (self.held + amount) - self.offset
        most = self.scale / self.rate
        return total(self.scale * amount, [(-most, _softplus(after)), (most, _softplus(before))])

    def marginal(self, amount: Fraction) -> Bounds:
        """The marginal utility there."""
        return total(Fraction(0), [(self.scale, _share(self.rate * (self.held + amount) - self.offset))])


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedUtility:
    """The utility `theta.q - q'Sq / 2` of a bundle q, and what `curves` say of the `unpacked` q, quantities of packages."""

    theta: Vector
    matrix: Matrix
    unpacked: Matrix = ()
    curves: tuple[Curve, ...] = ()

    def utility(self, bundle: Vector) -> Bounds:
        """The utility of the bundle."""
        exact = dot(self.theta, bundle) - dot(bundle, apply(self.matrix, bundle)) / 2
        return total(exact, [(Fraction(1), curve.utility(amount)) for curve, amount in zip(self.curves, apply(self.unpacked, bundle), strict=True)])

    def marginals(self, bundle: Vector) -> tuple[Bounds, ...]:
        """The marginal utility of each good."""
        slopes = [curve.marginal(amount) for curve, amount in zip(self.curves, apply(self.unpacked, bundle), strict=True)]
        exact = (first - less for first, less in zip(self.theta, apply(self.matrix, bundle), strict=True))
        columns = transpose(self.unpacked) if self.unpacked else ((),) * len(self.theta)
        return tuple(total(constant, zip(column, slopes, strict=True)) for constant, column in zip(exact, columns, strict=True))


def bounded_utility(values: DivisibleValues) -> BoundedUtility:
    """The utility that values state, endowments worked in."""
    if isinstance(values, QuadraticValues):
        return BoundedUtility(theta=net_theta(values), matrix=values.matrix)
    unpacked, held = unpacked_of(values), held_packages(values)
    curves: tuple[Curve, ...]
    match values:
        case LogCoshValues(theta=theta, matrix=matrix, alpha=alpha, beta=beta, endowment=endowment):
            net = net_theta(QuadraticValues(theta=theta, matrix=matrix, endowment=endowment))
            curves = tuple(LogCoshCurve(alpha=one, beta=two, held=three) for one, two, three in zip(alpha, beta, held, strict=True))
            return BoundedUtility(theta=net, matrix=matrix, unpacked=unpacked, curves=curves)
        case ExponentialValues(scale=scale, rate=rate):
            curves = tuple(ExponentialCurve(scale=one, rate=two, held=three) for one, two, three in zip(scale, rate, held, strict=True))
        case LogisticValues(scale=scale, rate=rate, offset=offset):
            parts = zip(scale, rate, offset, held, strict=True)
            curves = tuple(LogisticCurve(scale=one, rate=two, offset=three, held=four) for one, two, three, four in parts)
    nothing = (Fraction(0),) * len(held)
    return BoundedUtility(theta=nothing, matrix=(nothing,) * len(held), unpacked=unpacked, curves=curves)


def unpacked_of(values: LogCoshValues | ExponentialValues | LogisticValues) -> Matrix:
    """The matrix that makes quantities of packages out of bundles."""
    count = len(values.beta if isinstance(values, LogCoshValues) else values.rate)
    if values.packages is None:
        return identity(count)
    return inverse(transpose(values.packages))


def identity(count: int) -> Matrix:
    """The matrix of goods as their own packages."""
    return tuple(tuple(Fraction(row == column) for column in range(count)) for row in range(count))


def held_packages(values: LogCoshValues | ExponentialValues | LogisticValues) -> Vector:
    """The quantities of packages in the endowment."""
    unpacked = unpacked_of(values)
    return apply(unpacked, values.endowment) if values.endowment is not None else (Fraction(0),) * len(unpacked)


@cache
def _contexts(digits: int) -> tuple[Context, Context]:
    """Contexts that round down and up."""
    down, up = (Context(prec=digits, rounding=way, Emin=-_EXPONENTS, Emax=_EXPONENTS) for way in (ROUND_FLOOR, ROUND_CEILING))
    return down, up


def _exp(number: Fraction) -> Bounds:
    """Bounds of the exponential.

    Raises: `OverflowError` above `FAR`.
    """
    if number > FAR:
        raise OverflowError("an exponential out of range")
    down, up = _contexts(DIGITS + len(str(FAR)) + max(0, ceil(number / 2)))
    if number < -FAR:
        return Bounds(Fraction(0), Fraction(up.next_plus(up.exp(Decimal(-FAR)))))
    above, below = Decimal(number.numerator), Decimal(number.denominator)
    low, high = down.next_minus(down.exp(down.divide(above, below))), up.next_plus(up.exp(up.divide(above, below)))
    return Bounds(max(Fraction(low), Fraction(0)), Fraction(high))


def _share(number: Fraction) -> Bounds:
    """Bounds of `1 / (1 + exp(number))`."""
    part = _exp(-abs(number))
    if number > 0:
        return _rounded(part.low / (1 + part.low), part.high / (1 + part.high))
    return _rounded(1 / (1 + part.high), 1 / (1 + part.low))


@lru_cache(maxsize=1 << 12)
def _softplus(number: Fraction) -> Bounds:
    """Bounds of `log(1 + exp(number))`; those of endowments are asked for again and again."""
    part = _exp(-abs(number))
    down, up = _contexts(DIGITS)
    low = down.next_minus(down.ln(down.add(1, down.divide(part.low.numerator, part.low.denominator))))
    high = up.next_plus(up.ln(up.add(1, up.divide(part.high.numerator, part.high.denominator))))
    least = max(number, Fraction(0))
    return Bounds(least + max(Fraction(low), Fraction(0)), least + Fraction(high))


def _rounded(low: Fraction, high: Fraction) -> Bounds:
    """Bounds a little wider, with short denominators."""
    unit: int = 10**DIGITS
    return Bounds(Fraction(low * unit // 1, unit), Fraction(-(-high * unit // 1), unit))
