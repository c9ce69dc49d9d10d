"""The rule `reallocative/quantity`: for which multiples of a direction packages certify the bidder-core.

*Meaning.* With l x direction in place of the quantity every entry of `W q_i(Z, .)` is affine in l, so condition 2 of Theorem 1 holds for the l of an interval,
and condition 1 does not depend on l.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorem 1 and supplement D; spec reallocative 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import SecondInputError
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.package_conditions import ALL_ALLOCATIONS, all_sets, members, stated_packages, substitutes_finding, weights_of
from marketwright.reallocative.package_search import Packages, packages_found
from marketwright.reallocative.setting import Setting, limit_first, setting, stopping
from marketwright.solvers.surplus.limit import LimitCame, Stopped, never


@dataclass(frozen=True, slots=True)
class Condition:
    """That a set of bidders gives one of them at least nothing of a package."""

    coalition: int
    bidder: int
    package: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A multiple of the direction, and a condition that fails beyond it."""

    multiple: Fraction
    by: Condition


@dataclass(frozen=True, slots=True)
class Interval:
    """The multiples for which all conditions hold; None where there is no bound."""

    least: Bound | None
    greatest: Bound | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One condition that no multiple satisfies, or two that exclude one another."""

    conditions: tuple[Condition, ...]


def quantity_rule(market: DivisibleMarket, question: Question) -> Result:
    """The interval of multiples of the direction for which the packages satisfy condition 2, and what they certify.

    Raises: `UsageError` U105 (a market that is not listed), U106 (a limit came first), U121 (one bidder), U123 (a bidder of a numeric type);
    `SecondInputError` I132 (no direction, and no quantity that is one).
    """
    here, stopped = setting(market, question), stopping(question)
    given = question.input or {}
    direction = here.vector(given["direction"]) if "direction" in given else here.quantity
    if not any(direction):
        told, allowed = "none, and the market's quantity is zero", "a direction: a bundle other than zero"
        raise SecondInputError("I132", "input.direction", told, allowed, 'add "direction": {good: number, ...}')
    try:
        packages = stated_packages(here, given["packages"]) if "packages" in given else _found_or_goods(here, stopped)
        weights = weights_of(packages)
        found = multiples(here, weights, direction, stopped=stopped)
    except LimitCame as error:
        raise limit_first(ALL_ALLOCATIONS) from error
    outcome: dict[str, Any] = {"packages": [here.bundle(package) for package in packages], "direction": here.bundle(direction)}
    if isinstance(found, Interval):
        outcome |= _named_interval(here, found)
    substitutes = substitutes_finding(here, weights)
    certified = bool(substitutes.holds) and isinstance(found, Interval)
    findings = (
        substitutes,
        _some_quantity(here, found),
        Finding(claim="certified", holds=True if certified else None, grade="enumerated" if certified else "unproven"),
    )
    return Result(outcome=outcome, findings=findings, certificate={}, parameters={})


def multiples(here: Setting, weights: Matrix, direction: Vector, *, stopped: Stopped = never) -> Interval | Contradiction:
    """The multiples of the direction for which condition 2 holds, with the first conditions that bind.

    Raises: `UsageError` U105; `LimitCame`.
    """
    least: Bound | None = None
    greatest: Bound | None = None
    for condition, base, slope in _affine(here, weights, direction, stopped):
        if slope > 0 and (least is None or base * least.multiple.denominator < -slope * least.multiple.numerator):
            least = Bound(Fraction(-base, slope), condition)
        elif slope < 0 and (greatest is None or base * greatest.multiple.denominator < -slope * greatest.multiple.numerator):
            greatest = Bound(Fraction(-base, slope), condition)
        elif slope == 0 and base < 0:
            return Contradiction((condition,))
    if least is not None and greatest is not None and least.multiple > greatest.multiple:
        return Contradiction((least.by, greatest.by))
    return Interval(least, greatest)


def _affine(here: Setting, weights: Matrix, direction: Vector, stopped: Stopped) -> Iterator[tuple[Condition, int, int]]:
    """Every condition as `base + slope x multiple >= 0`, the two times one number above 0."""
    nothing = (Fraction(0),) * len(direction)
    sets = all_sets(here, nothing, direction, stopped=stopped)
    for bidder in here.everybody:
        for package, row in enumerate(weights):
            form = sets.holding(bidder, row)
            bases, slopes = sets.values(form), sets.changes(form)
            for coalition in sets.in_order:
                if coalition >> bidder & 1:
                    yield Condition(coalition, bidder, package), bases[coalition], slopes[coalition]


def _found_or_goods(here: Setting, stopped: Stopped) -> tuple[Vector, ...]:
    """The packages that are found for the market, or its goods."""
    found = packages_found(here, all_sets(here, stopped=stopped))
    if isinstance(found, Packages):
        return found.packages
    size = len(here.market.goods)
    return tuple(tuple(Fraction(row == column) for column in range(size)) for row in range(size))


def _named_interval(here: Setting, found: Interval) -> dict[str, Any]:
    bounds = {key: bound for key, bound in (("least", found.least), ("greatest", found.greatest)) if bound is not None}
    named = {"interval": {key: bound.multiple for key, bound in bounds.items()}}
    return named | {f"{key}_by": _named(here, bound.by) for key, bound in bounds.items()}


def _named(here: Setting, condition: Condition) -> dict[str, Any]:
    names = here.names(members(condition.coalition))
    return {"coalition": names, "bidder": here.market.bidders[condition.bidder].name, "package": condition.package}


def _some_quantity(here: Setting, found: Interval | Contradiction) -> Finding:
    claim, size = "some-quantity", len(here.everybody)
    if isinstance(found, Contradiction):
        witness = {"conditions": [_named(here, condition) for condition in found.conditions]}
        return Finding(claim=claim, holds=False, grade="proved", details={"witness": witness})
    conditions = size * 2 ** (size - 1) * len(here.market.goods)
    return Finding(claim=claim, holds=True, grade="enumerated", details={"conditions": conditions})
