"""The rule `reallocative/revenue`: what auctions bring in expectation when bidders' theta are drawn independently from one distribution and S is common.

*Formulas.* With N bidders, b = Q'SQ, and het = trace(S^-1 covariance) the expected revenues are

    Vickrey  mean . Q - het / 2 - (2N-1) / (2N(N-1)) b        uniform  mean . Q - (N-1) / (N(N-2)) b.

For one profile of theta with mean t the uniform-price auction brings the second with t for the mean; the Vickrey auction brings
`t . Q - b/N - (D + b/N) / (2(N-1))`, where D is the sum of (theta_i - t)'S^-1(theta_i - t): the clearing price is t - SQ/N, bidder i gets
S^-1(theta_i - t) + Q/N, and pays the price less half of what the price falls by, S/(N-1) for each unit.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorem 3; spec reallocative 9.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm, prod
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.sampling import drawn
from marketwright.reallocative.setting import Setting, setting
from marketwright.reallocative.uniform import LEAST_UNIFORM
from marketwright.solvers.surplus.matrices import apply, dot, inverse

MOST_PROFILES = 4_096
"""With up to so many profiles of valuations all are listed."""
STANDARD_ERRORS = 5
"""A sample agrees if its mean is so many standard errors away from the expectation, or less."""


@dataclass(frozen=True, slots=True)
class Values:
    """A distribution of finitely many theta, with probabilities that add up to 1."""

    thetas: tuple[Vector, ...]
    probabilities: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """What expectations depend on."""

    mean: Vector
    covariance: Matrix


@dataclass(frozen=True)
class Auction:
    """N bidders with the same S, the quantity, and what the revenue of a profile is made of.

    *Shapes.* A profile is a list of numbers of `thetas`.  The numbers kept are integers: theta times `scale`, S^-1 times `slope_scale`.
    """

    number: int
    matrix: Matrix
    quantity: Vector
    thetas: tuple[Vector, ...] = field(default=())

    @cached_property
    def bend(self) -> Fraction:
        """Q'SQ."""
        return dot(self.quantity, apply(self.matrix, self.quantity))

    @cached_property
    def inverse(self) -> Matrix:
        """S^-1."""
        return inverse(self.matrix)

    def vickrey(self, mean: Vector, spread: Fraction) -> Fraction:
        """The revenue of profiles with that mean whose D is N - 1 times the spread, and so the expected revenue with that mean and heterogeneity."""
        n = self.number
        return dot(mean, self.quantity) - spread / 2 - Fraction(2 * n - 1, 2 * n * (n - 1)) * self.bend

    def uniform(self, mean: Vector) -> Fraction:
        """The revenue of profiles with that mean, and the expected revenue."""
        n = self.number
        return dot(mean, self.quantity) - Fraction(n - 1, n * (n - 2)) * self.bend

    @cached_property
    def _scales(self) -> tuple[int, int]:
        """A common denominator of all theta, and one of S^-1."""
        return _common(self.thetas), _common(self.inverse)

    @cached_property
    def _integers(self) -> tuple[list[list[int]], list[list[int]], list[int]]:
        """All theta, S^-1, and theta'S^-1 theta, times powers of the scales."""
        scale, slope_scale = self._scales
        thetas = [[int(entry * scale) for entry in theta] for theta in self.thetas]
        slopes = [[int(entry * slope_scale) for entry in row] for row in self.inverse]
        return thetas, slopes, [_square(slopes, theta) for theta in thetas]

    def parts(self, profile: Sequence[int]) -> tuple[tuple[int, ...], int]:
        """The sum of theta, times the scale, and N D times the scales."""
        thetas, slopes, squares = self._integers
        total = tuple(map(sum, zip(*(thetas[value] for value in profile), strict=True)))
        return total, self.number * sum(squares[value] for value in profile) - _square(slopes, total)

    def revenues(self, profiles: Iterable[Sequence[int]]) -> Iterator[tuple[Fraction, Fraction]]:
        """The Vickrey revenue, and the mean's worth `t . Q`, of every profile."""
        scale, slope_scale = self._scales
        spread_scale = self.number * (self.number - 1) * scale * scale * slope_scale
        fixed = self.vickrey((Fraction(0),) * len(self.quantity), Fraction(0))
        kept: dict[tuple[tuple[int, ...], int], tuple[Fraction, Fraction]] = {}
        for profile in profiles:
            parts = self.parts(profile)
            if parts not in kept:
                total, spread = parts
                worth = dot(tuple(map(Fraction, total)), self.quantity) / (self.number * scale)
                kept[parts] = worth - Fraction(spread, 2 * spread_scale) + fixed, worth
            yield kept[parts]


def revenue_rule(market: DivisibleMarket, question: Question) -> Result:
    """Expected revenues of both auctions, which is larger, and how all profiles or samples compare with them.

    Raises: `UsageError` U121 (one bidder), U122 (bidders with different matrices), U123 (a bidder of a numeric type).
    """
    here, given = setting(market, question), question.input or {}
    prior = _prior(here, given.get("prior"))
    moments = prior if isinstance(prior, Moments) else _moments(prior)
    thetas = prior.thetas if isinstance(prior, Values) else ()
    auction = Auction(given.get("number", len(market.bidders)), _common_matrix(here), here.quantity, thetas)
    expected = _expected(auction, moments)
    outcome: dict[str, Any] = {"number": auction.number, "mean": here.bundle(moments.mean), "covariance": moments.covariance, **expected}
    findings = [Finding(claim="expected-revenue", holds=True, grade="proved")]
    if isinstance(prior, Values):
        profiles = len(prior.thetas) ** auction.number
        if profiles <= MOST_PROFILES:
            _require_expectation(auction, prior, expected)
            findings.append(Finding(claim="enumeration", holds=True, grade="recomputed", details={"profiles": profiles}))
        if "samples" in given:
            sampled, agrees = _sampled(auction, prior, expected, given["samples"], given.get("seed", 0))
            outcome["sampled"] = sampled
            findings.append(Finding(claim="sample-agrees", holds=agrees, grade="recomputed"))
    return Result(outcome=outcome, findings=tuple(findings), certificate={}, parameters={})


def _common_matrix(here: Setting) -> Matrix:
    """The matrix S of all bidders.

    Raises: `UsageError` U122.
    """
    first, *others = here.utilities
    for number, other in enumerate(others, start=1):
        if other.matrix != first.matrix:
            given = "bidders {!r} and {!r} with different matrices S".format(*here.names((0, number)))
            raise UsageError("U122", "market", given, "bidders with the same S", "take a part of the market, or give all of them one S")
    return first.matrix


def _prior(here: Setting, given: Mapping[str, Any] | None) -> Values | Moments:
    """The stated distribution; without one every bidder's theta is equally likely."""
    if given is None:
        count = len(here.utilities)
        return Values(tuple(utility.theta for utility in here.utilities), (Fraction(1, count),) * count)
    if "covariance" in given:
        return Moments(here.vector(given["mean"]), tuple(tuple(map(Fraction, row)) for row in given["covariance"]))
    entries = given["values"]
    return Values(tuple(here.vector(entry["theta"]) for entry in entries), tuple(Fraction(entry["probability"]) for entry in entries))


def _moments(values: Values) -> Moments:
    odds = list(zip(values.probabilities, values.thetas, strict=True))
    goods = range(len(values.thetas[0]))
    mean = tuple(sum((share * theta[good] for share, theta in odds), Fraction(0)) for good in goods)
    gaps = [(share, [entry - middle for entry, middle in zip(theta, mean, strict=True)]) for share, theta in odds]
    covariance = tuple(tuple(sum((share * gap[one] * gap[other] for share, gap in gaps), Fraction(0)) for other in goods) for one in goods)
    return Moments(mean, covariance)


def _expected(auction: Auction, moments: Moments) -> dict[str, Any]:
    """Theorem 3."""
    n = auction.number
    spread = sum((dot(row, column) for row, column in zip(auction.inverse, moments.covariance, strict=True)), Fraction(0))
    welfare = dot(moments.mean, auction.quantity) + Fraction(n - 1, 2) * spread - auction.bend / (2 * n)
    vickrey = auction.vickrey(moments.mean, spread)
    found: dict[str, Any] = {"heterogeneity": spread, "welfare": welfare, "vickrey": vickrey}
    if n < LEAST_UNIFORM:
        return found
    uniform = auction.uniform(moments.mean)
    better = "vickrey" if vickrey > uniform else "uniform" if vickrey < uniform else "equal"
    return found | {"uniform": uniform, "threshold": auction.bend / ((n - 1) * (n - 2)), "better": better}


def _require_expectation(auction: Auction, prior: Values, expected: Mapping[str, Any]) -> None:
    """Nothing, if the revenues of all profiles, weighted, are the expected ones."""
    numbers = range(len(prior.thetas))
    weights = [prod((prior.probabilities[value] for value in profile), start=Fraction(1)) for profile in product(numbers, repeat=auction.number)]
    revenues = list(auction.revenues(product(numbers, repeat=auction.number)))
    vickrey = sum((weight * revenue for weight, (revenue, _) in zip(weights, revenues, strict=True)), Fraction(0))
    worth = sum((weight * mean_worth for weight, (_, mean_worth) in zip(weights, revenues, strict=True)), Fraction(0))
    nothing = (Fraction(0),) * len(auction.quantity)
    if vickrey != expected["vickrey"] or ("uniform" in expected and worth + auction.uniform(nothing) != expected["uniform"]):
        raise ArithmeticError("the revenues of all profiles do not average to those of Theorem 3")


def _sampled(auction: Auction, prior: Values, expected: Mapping[str, Any], samples: int, seed: int) -> tuple[dict[str, Any], bool]:
    """Means and variances of sampled revenues, and whether they agree with the expected ones."""
    revenues = list(auction.revenues(drawn(prior.probabilities, auction.number, samples, seed)))
    found: dict[str, Any] = {"samples": samples, "seed": seed, "vickrey": _summary([vickrey for vickrey, _ in revenues])}
    if "uniform" in expected:
        fixed = auction.uniform((Fraction(0),) * len(auction.quantity))
        found["uniform"] = _summary([worth + fixed for _, worth in revenues])
    kinds = [kind for kind in ("vickrey", "uniform") if kind in found]
    agrees = all((found[kind]["mean"] - expected[kind]) ** 2 <= STANDARD_ERRORS**2 * found[kind]["variance"] for kind in kinds)
    return found, agrees


def _summary(revenues: Sequence[Fraction]) -> dict[str, Fraction]:
    """The mean, and the sum of squared differences from it divided by n (n - 1); in integers over a common denominator."""
    count, scale = len(revenues), _common([revenues])
    whole = [revenue.numerator * (scale // revenue.denominator) for revenue in revenues]
    total, squares = sum(whole), sum(entry * entry for entry in whole)
    variance = Fraction(count * squares - total * total, count * count * (count - 1) * scale * scale)
    return {"mean": Fraction(total, count * scale), "variance": variance}


def _common(rows: Iterable[Iterable[Fraction]]) -> int:
    """A common denominator."""
    return lcm(*{entry.denominator for row in rows for entry in row})


def _square(matrix: Sequence[Sequence[int]], vector: Sequence[int]) -> int:
    """The quadratic form x'Mx."""
    return sum(entry * sum(slope * other for slope, other in zip(row, vector, strict=True)) for entry, row in zip(vector, matrix, strict=True))
