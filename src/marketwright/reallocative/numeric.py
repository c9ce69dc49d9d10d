"""The rules `reallocative/vickrey` and `reallocative/core` where a bidder's utility is of a numeric type: graded `numeric`, with the residual stated.

Exponential and logistic utilities are shared out by formulas (`reallocative.closed_form`).  For others floats propose bundles (`solvers.surplus.newton`).
All are rounded so that they add up exactly, and marginal utilities there are computed with proven bounds.  If these are further apart than asked for, the
bundles are corrected by Newton steps, which floats only direct.

*Source.* `docs/formats/reallocative.md` (Numeric markets); spec reallocative 1 and 2.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, log10
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.errors import UsageError
from marketwright.markets.divisible import (
    DivisibleMarket,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    QuadraticValues,
    Vector,
)
from marketwright.markets.quadratic import net_theta
from marketwright.questions import Question
from marketwright.reallocative.closed_form import shared_bundles
from marketwright.reallocative.decimals import BoundedUtility, Bounds, bounded_utility, held_packages, total, unpacked_of
from marketwright.reallocative.setting import participants_of, stopping
from marketwright.reallocative.vickrey import plus
from marketwright.solvers.surplus.families import LogCoshUtility, QuadraticUtility, log_cosh_utility, quadratic_utility
from marketwright.solvers.surplus.newton import ConcaveUtility, Efficient, correction, efficient_bundles

TOLERANCE = Fraction(1, 10**7)
"""How far marginal utilities may be from the price where nothing else is asked for."""
FINE = Fraction(1, 10**9)
"""Numbers are rounded to a small part of this, or of the tolerance."""
CORRECTIONS = 8
"""So often at most bundles are corrected."""
MOST_PARTICIPANTS = 8
"""With more there are too many coalitions."""
CLEAR = Fraction(1, 10**36)
"""The residual leaves this much room, by the largest number, to whoever computes it again."""
STATED_DIGITS = 3
_CORE_CLAIMS = ("efficient", "vickrey", "bidder-core", "core")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthPart:
    """Bundles of some bidders that add up to the quantity, a price, what each is worth, and how far marginal utilities are from the price at most."""

    price: Vector
    allocation: tuple[Vector, ...]
    utilities: tuple[Bounds, ...]
    residual: Fraction

    @property
    def worth(self) -> Bounds:
        """The sum of utilities."""
        return total(Fraction(0), [(Fraction(1), utility) for utility in self.utilities])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The market with who takes part, all utilities with bounds, and how well and how long to compute."""

    market: DivisibleMarket
    participants: tuple[int, ...]
    bounded: tuple[BoundedUtility, ...]
    tolerance: Fraction
    stopped: Callable[[], bool]

    @property
    def unit(self) -> Fraction:
        """What money and prices are rounded to."""
        return power_of_ten(min(self.tolerance, FINE) / 1_000)

    @property
    def quantity(self) -> Vector:
        return self.market.quantity

    def names(self, members: Iterable[int]) -> list[str]:
        """The bidders' names."""
        return [self.market.bidders[bidder].name for bidder in members]

    def named(self, parts: Sequence[Any], members: Iterable[int] | None = None) -> dict[str, Any]:
        """One part for each of the members, or the participants, by name."""
        return dict(zip(self.names(self.participants if members is None else members), parts, strict=True))

    def bundle(self, vector: Vector) -> dict[str, Fraction]:
        """The vector by goods."""
        return dict(zip(self.market.goods, vector, strict=True))

    def part(self, found: WorthPart, members: Iterable[int]) -> dict[str, Any]:
        """The worth part as answers state it."""
        return {"price": self.bundle(found.price), "allocation": self.named([self.bundle(bundle) for bundle in found.allocation], members)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vickrey:
    """The Vickrey outcome, rounded; `whole`: the worth part of all participants; `errors`: how far each number is from what it should be at most."""

    whole: WorthPart
    payments: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    welfare: Fraction
    errors: tuple[Fraction, ...]

    @property
    def revenue(self) -> Fraction:
        """The sum of the payments."""
        return sum(self.payments, Fraction(0))


def numeric_vickrey(market: DivisibleMarket, question: Question) -> Result:
    """The Vickrey outcome up to a tolerance, with the bundles that prove it.

    Raises: `UsageError` U121 (fewer than two participants).

    Cost: a worth for each participant, and one; each takes utilities of all others.
    """
    asked = _asked(market, question)
    sets = [asked.participants, *(_without(asked.participants, bidder) for bidder in asked.participants)]
    worths = _worths(asked, sets)
    if worths is None:
        return _unknown(asked, ("efficient", "vickrey"))
    found = _vickrey(asked, worths)
    residual = _residual(found.errors, worths.values())
    without = {name: _without(asked.participants, bidder) for name, bidder in asked.named(asked.participants).items()}
    return Result(
        outcome=_outcome(asked, found),
        findings=_vickrey_findings(asked, residual),
        certificate=plain({"without": {name: asked.part(worths[members], members) for name, members in without.items()}}),
        parameters={"tolerance": asked.tolerance},
    )


def numeric_core(market: DivisibleMarket, question: Question) -> Result:
    """The Vickrey outcome up to a tolerance, and all coalitions that block it by more than that; nothing where the residual is above the tolerance.

    Raises: `UsageError` U105 (more than eight participants), U121 (fewer than two).

    Cost: a worth for every set of participants.
    """
    asked = _asked(market, question)
    if len(asked.participants) > MOST_PARTICIPANTS:
        given, allowed = f"{len(asked.participants)} bidders with numeric utilities", f"up to {MOST_PARTICIPANTS}"
        raise UsageError("U105", "worths of all coalitions", given, allowed, "name fewer participants")
    sets = [members for size in range(1, len(asked.participants) + 1) for members in combinations(asked.participants, size)]
    worths = _worths(asked, sets[::-1])
    if worths is None:
        return _unknown(asked, _CORE_CLAIMS)
    found = _vickrey(asked, worths)
    blocking = _blocking(asked, found, {members: worths[members] for members in sets})
    rounding = [worths[members].worth.farthest(entry["worth"]) for members, entry in blocking.items() if members]
    residual = _residual([*found.errors, *rounding], worths.values())
    if residual > asked.tolerance:
        return _unknown(asked, _CORE_CLAIMS)
    shown = [{"coalition": asked.names(members), "auctioneer": True, **entry} for members, entry in blocking.items()]
    listed = [{"coalition": asked.names(members), **asked.part(worths[members], members)} for members in sets[:-1]]
    return Result(
        outcome=_outcome(asked, found) | {"blocking": shown},
        findings=(*_vickrey_findings(asked, residual), *_core_findings(shown)),
        certificate=plain({"worths": listed}),
        parameters={"tolerance": asked.tolerance},
    )


def _asked(market: DivisibleMarket, question: Question) -> _Asked:
    tolerance = Fraction((question.input or {}).get("tolerance", TOLERANCE))
    return _Asked(
        market=market,
        participants=participants_of(market, question),
        bounded=tuple(bounded_utility(bidder.values) for bidder in market.bidders),
        tolerance=tolerance,
        stopped=stopping(question),
    )


def _worths(asked: _Asked, sets: Iterable[tuple[int, ...]]) -> dict[tuple[int, ...], WorthPart] | None:
    """The worth parts of the sets, the first of which has all participants; None if one of them cannot be computed, or a limit came first."""
    found: dict[tuple[int, ...], WorthPart] = {}
    near: dict[int, Vector] = {}
    for members in sets:
        part = _worth_part(asked, members, [near[bidder] for bidder in members] if near else None)
        if part is None:
            return None
        found[members] = part
        near = near or dict(zip(members, part.allocation, strict=True))
    return found


def _worth_part(asked: _Asked, members: tuple[int, ...], near: Sequence[Vector] | None) -> WorthPart | None:
    """The efficient allocation of the members, as closely as numbers allow; None if the computation does not converge, or a limit comes first.

    `near`: bundles not far from theirs, if some are known.
    """
    values = [asked.market.bidders[bidder].values for bidder in members]
    exponential = [one for one in values if isinstance(one, ExponentialValues)]
    logistic = [one for one in values if isinstance(one, LogisticValues)]
    if asked.stopped():
        return None
    try:
        if exponential or logistic:
            shared = shared_bundles(exponential or logistic, asked.quantity)
            unit = _quantity_unit(asked, shared.bundles, shared.steepness)
            return _measured(asked, members, _adding_up(shared.bundles, asked.quantity, unit))[0]
        smooth = [_float_utility(one) for one in values if isinstance(one, QuadraticValues | LogCoshValues)]
        return _searched(asked, members, smooth, near)
    except ArithmeticError:
        return None


def _float_utility(values: QuadraticValues | LogCoshValues) -> QuadraticUtility | LogCoshUtility:
    """The utility that values state, in floats, endowments worked in."""
    if isinstance(values, QuadraticValues):
        return quadratic_utility(net_theta(values), values.matrix)
    net = net_theta(QuadraticValues(theta=values.theta, matrix=values.matrix, endowment=values.endowment))
    return log_cosh_utility(net, values.matrix, values.alpha, values.beta, unpacked_of(values), held_packages(values))


def _searched(asked: _Asked, members: tuple[int, ...], utilities: Sequence[ConcaveUtility], near: Sequence[Vector] | None) -> WorthPart | None:
    """The allocation that Newton's method finds, corrected until it is good enough or grows no better; None if it does not converge.

    Raises: `ArithmeticError` where numbers are out of range.
    """
    start = efficient_bundles(utilities, list(map(float, asked.quantity)), None if near is None else _floats(near), asked.stopped)
    if not isinstance(start, Efficient):
        return None
    bundles = [tuple(map(Fraction, row)) for row in start.bundles.tolist()]
    unit = _quantity_unit(asked, bundles, Fraction(start.steepness))
    best, errors = _measured(asked, members, _adding_up(bundles, asked.quantity, unit))
    for _ in range(CORRECTIONS):
        if best.residual <= asked.tolerance / 4 or asked.stopped():
            break
        steps = correction(utilities, _floats(best.allocation), _floats(errors))
        moved = [plus(bundle, tuple(map(Fraction, step))) for bundle, step in zip(best.allocation, steps, strict=True)]
        part, errors = _measured(asked, members, _adding_up(moved, asked.quantity, unit))
        if part.residual >= best.residual:
            break
        best = part
    return best


def _quantity_unit(asked: _Asked, bundles: Sequence[Vector], steepness: Fraction) -> Fraction:
    """What quantities are rounded to: marginal utilities then change by a small part of what is asked for."""
    largest = max((abs(amount) for bundle in bundles for amount in bundle), default=Fraction(0)) or Fraction(1)
    change = min(asked.tolerance, FINE) / (8 * len(asked.quantity) * len(bundles))
    return power_of_ten(min(FINE * largest, change / steepness) if steepness else FINE * largest)


def _floats(vectors: Sequence[Vector]) -> list[list[float]]:
    return [list(map(float, vector)) for vector in vectors]


def _measured(asked: _Asked, members: Sequence[int], allocation: Sequence[Vector]) -> tuple[WorthPart, list[Vector]]:
    """The allocation with the price in the middle of marginal utilities, good by good, and how far these are from it.

    Raises: `OverflowError` where numbers are out of range.
    """
    bounded = [asked.bounded[bidder] for bidder in members]
    marginals = [utility.marginals(bundle) for utility, bundle in zip(bounded, allocation, strict=True)]
    columns = list(zip(*marginals, strict=True))
    price = tuple(_rounded((min(bounds.low for bounds in column) + max(bounds.high for bounds in column)) / 2, asked.unit) for column in columns)
    part = WorthPart(
        price=price,
        allocation=tuple(allocation),
        utilities=tuple(utility.utility(bundle) for utility, bundle in zip(bounded, allocation, strict=True)),
        residual=max(bounds.farthest(amount) for column, amount in zip(columns, price, strict=True) for bounds in column),
    )
    return part, [tuple(bounds.middle - amount for bounds, amount in zip(row, price, strict=True)) for row in marginals]


def _adding_up(bundles: Sequence[Vector], quantity: Vector, unit: Fraction) -> list[Vector]:
    """The bundles rounded to multiples of the unit, but for the last, which is what is left."""
    rounded = [tuple(_rounded(amount, unit) for amount in bundle) for bundle in bundles[:-1]]
    given = [sum(column, Fraction(0)) for column in zip(*rounded, strict=True)] or [Fraction(0)] * len(quantity)
    return [*rounded, tuple(amount - less for amount, less in zip(quantity, given, strict=True))]


def _vickrey(asked: _Asked, worths: Mapping[tuple[int, ...], WorthPart]) -> _Vickrey:
    """Payoffs are differences of worths, payments what they leave of utilities, all rounded."""
    whole, unit = worths[asked.participants], asked.unit
    welfare = _rounded(whole.worth.middle, unit)
    payoffs, payments, errors = [], [], [whole.worth.farthest(welfare)]
    for bidder, utility in zip(asked.participants, whole.utilities, strict=True):
        gain = total(Fraction(0), [(Fraction(1), whole.worth), (Fraction(-1), worths[_without(asked.participants, bidder)].worth)])
        payoff = _rounded(gain.middle, unit)
        payment = _rounded(utility.middle - payoff, unit)
        payoffs.append(payoff)
        payments.append(payment)
        errors += [gain.farthest(payoff), utility.farthest(payment + payoff)]
    return _Vickrey(whole=whole, payments=tuple(payments), payoffs=tuple(payoffs), welfare=welfare, errors=tuple(errors))


def _blocking(asked: _Asked, found: _Vickrey, worths: Mapping[tuple[int, ...], WorthPart]) -> dict[tuple[int, ...], dict[str, Fraction]]:
    """The sets that block with the auctioneer by more than the tolerance, in order; the empty one is the auctioneer alone."""
    payoff = dict(zip(asked.participants, found.payoffs, strict=True))
    blocking: dict[tuple[int, ...], dict[str, Fraction]] = {}
    if found.revenue < -asked.tolerance:
        blocking[()] = {"worth": Fraction(0), "payoffs": found.revenue, "deficit": -found.revenue}
    for members, part in worths.items():
        payoffs = sum((payoff[bidder] for bidder in members), found.revenue)
        if part.worth.middle - payoffs > asked.tolerance:
            worth = _rounded(part.worth.middle, asked.unit)
            blocking[members] = {"worth": worth, "payoffs": payoffs, "deficit": worth - payoffs}
    return blocking


def _outcome(asked: _Asked, found: _Vickrey) -> dict[str, Any]:
    """The Vickrey part."""
    return asked.part(found.whole, asked.participants) | {
        "payments": asked.named(found.payments),
        "payoffs": asked.named(found.payoffs) | {"auctioneer": found.revenue},
        "revenue": found.revenue,
        "welfare": found.welfare,
    }


def _vickrey_findings(asked: _Asked, residual: Fraction) -> tuple[Finding, ...]:
    near = True if residual <= asked.tolerance else None
    return tuple(Finding(claim=claim, holds=near, grade="numeric", details={"residual": residual}) for claim in ("efficient", "vickrey"))


def _core_findings(blocking: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The two verdicts, each with the entry with the largest deficit that speaks against it."""
    found = []
    for claim, against in (("bidder-core", [entry for entry in blocking if entry["coalition"]]), ("core", blocking)):
        witness = {"witness": max(against, key=lambda entry: entry["deficit"])} if against else {}
        found.append(Finding(claim=claim, holds=not against, grade="numeric", details=witness))
    return tuple(found)


def _unknown(asked: _Asked, claims: Sequence[str]) -> Result:
    """The answer when the computation does not converge, or a limit came first."""
    findings = tuple(Finding(claim=claim, holds=None, grade="unproven") for claim in claims)
    return Result(outcome={}, findings=findings, certificate={}, parameters={"tolerance": asked.tolerance})


def _residual(errors: Iterable[Fraction], parts: Collection[WorthPart]) -> Fraction:
    """The largest of all errors, and of the parts' residuals, and a little more, as a number of few digits."""
    sizes = [Fraction(1), *(abs(size) for part in parts for size in (*part.price, *(utility.high for utility in part.utilities)))]
    least = max(*errors, *(part.residual for part in parts)) * Fraction(1001, 1000) + CLEAR * max(sizes)
    unit = power_of_ten(least) / int(10 ** (STATED_DIGITS - 1))
    return unit * ceil(least / unit)


def power_of_ten(number: Fraction) -> Fraction:
    """The largest power of ten that is not above a positive number.

    Example:
    >>> power_of_ten(Fraction(1, 30)), power_of_ten(Fraction(700))
    (Fraction(1, 100), Fraction(100, 1))
    """
    guess = Fraction(10) ** floor(log10(number.numerator) - log10(number.denominator))
    while guess > number:
        guess /= 10
    return guess * 10 if guess * 10 <= number else guess


def _rounded(number: Fraction, unit: Fraction) -> Fraction:
    return unit * round(number / unit)


def _without(members: tuple[int, ...], bidder: int) -> tuple[int, ...]:
    return tuple(member for member in members if member != bidder)
