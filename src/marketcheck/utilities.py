"""Utilities of divisible goods that are no rational numbers: bounds of what bundles are worth, and of marginal utilities (`docs/formats/divisible.md`)."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from marketcheck.conditions import reject
from marketcheck.divisible import Values
from marketcheck.lines import Exact
from marketcheck.matrices import Matrix, Vector, applied, dot, inverse, plus, quadratic, transposed
from marketcheck.smooth import FAR, exp_bounds, log1p_exp_bounds, log_cosh_bounds, tanh_bounds

DIGITS = 60
Bounds = tuple[Exact, Exact]


def scaled(times: Exact, bounds: Bounds) -> Bounds:
    """Returns bounds of a multiple."""
    low, high = sorted((times * bounds[0], times * bounds[1]))
    return low, high


def added(*terms: Bounds) -> Bounds:
    """Returns bounds of a sum."""
    return sum((low for low, _ in terms), Fraction(0)), sum((high for _, high in terms), Fraction(0))


def _exp(x: Exact) -> Bounds:
    """Returns bounds of exp(x), where x is not too large."""
    low, high = exp_bounds(x, DIGITS)
    if not high.is_finite():
        reject("D33", "outcome.allocation", f"exp of more than {FAR}", f"at most {FAR}")
    return Fraction(low), Fraction(high)


def _share(x: Exact) -> Bounds:
    """Returns bounds of 1 / (1 + exp(x))."""
    bounds = _exp(min(x, -x))
    low, high = 1 / (1 + Fraction(bounds[1])), 1 / (1 + Fraction(bounds[0]))
    return (low, high) if x <= 0 else (1 - high, 1 - low)


@dataclass(frozen=True)
class Utility:
    """A bidder's utility of what he gets."""

    values: Values

    @cached_property
    def weights(self) -> Matrix:
        """The rows that say how much of each package makes up a bundle."""
        return inverse(transposed(self.values.packages)) or []

    def of(self, bundle: Vector) -> Bounds:
        """Returns bounds of the utility of a bundle."""
        held, before = self._formula(plus(self.values.endowment, bundle)), self._formula(self.values.endowment)
        return added(held, scaled(-1, before))

    def marginal(self, bundle: Vector) -> list[Bounds]:
        """Returns bounds of marginal utilities of all goods at a bundle."""
        held, parts = plus(self.values.endowment, bundle), self.values.parts
        bounds = [self._slope(k, x) for k, x in enumerate(applied(self.weights, held))] if self.values.type != "quadratic" else []
        curved = [added(*(scaled(row[good], bound) for row, bound in zip(self.weights, bounds, strict=False))) for good in range(len(held))]
        if "S" not in parts:
            return curved
        return [added((at, at), bound) for at, bound in zip(plus(parts["theta"], applied(parts["S"], held), -1), curved, strict=True)]

    def _formula(self, held: Vector) -> Bounds:
        parts, terms = self.values.parts, list[Bounds]()
        if "S" in parts:
            smooth = dot(parts["theta"], held) - quadratic(held, parts["S"]) / 2
            terms.append((smooth, smooth))
        if self.values.type != "quadratic":
            terms += [self._term(k, x) for k, x in enumerate(applied(self.weights, held))]
        return added(*terms)

    def _numbers(self, k: int) -> list[Exact]:
        return [self.values.parts[key][k] for key in ("alpha", "beta", "A", "B", "C") if key in self.values.parts]

    def _term(self, k: int, x: Exact) -> Bounds:
        """Returns bounds of what a quantity of a package adds to the formula."""
        return _TERMS[self.values.type](x, *self._numbers(k))

    def _slope(self, k: int, x: Exact) -> Bounds:
        """Returns bounds of the derivative of that."""
        return _SLOPES[self.values.type](x, *self._numbers(k))


def _log_cosh(x: Exact, alpha: Exact, beta: Exact) -> Bounds:
    return scaled(-alpha, log_cosh_bounds(beta * x, DIGITS))


def _log_cosh_slope(x: Exact, alpha: Exact, beta: Exact) -> Bounds:
    low, high = tanh_bounds(beta * x, DIGITS)
    return scaled(-alpha * beta, (Fraction(low), Fraction(high)))


def _exponential(x: Exact, a: Exact, b: Exact) -> Bounds:
    low, high = _exp(-b * x)
    return scaled(Fraction(a) / b, (1 - high, 1 - low))


def _exponential_slope(x: Exact, a: Exact, b: Exact) -> Bounds:
    return scaled(a, _exp(-b * x))


def _logistic(x: Exact, a: Exact, b: Exact, c: Exact) -> Bounds:
    """The integral is A (x - (ln(1 + exp(Bx - C)) - ln(1 + exp(-C))) / B)."""
    curved = added(log1p_exp_bounds(b * x - c, DIGITS), scaled(-1, log1p_exp_bounds(-c, DIGITS)))
    return scaled(a, added((x, x), scaled(Fraction(-1) / b, curved)))


def _logistic_slope(x: Exact, a: Exact, b: Exact, c: Exact) -> Bounds:
    return scaled(a, _share(b * x - c))


_TERMS: dict[str, Callable[..., Bounds]] = {"log-cosh": _log_cosh, "exponential": _exponential, "logistic": _logistic}
_SLOPES: dict[str, Callable[..., Bounds]] = {"log-cosh": _log_cosh_slope, "exponential": _exponential_slope, "logistic": _logistic_slope}


def certainly_near(bounds: Bounds, stated: Exact, most: Exact) -> bool:
    """Returns whether a number within bounds certainly differs from the stated one by at most so much."""
    return bounds[1] - stated <= most and stated - bounds[0] <= most
