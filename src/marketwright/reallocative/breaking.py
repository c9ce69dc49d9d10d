"""The rule `reallocative/break`: a market made from this one in which the auctioneer and some bidders block the Vickrey payoffs.

*Constructions.* With l and j those who are left out and Z the others, the deficit of Z with the auctioneer is `v(Z+l+j) + v(Z) - v(Z+l) - v(Z+j)`.

* Proposition 3: other endowments make the second bidder's marginal utility at nothing the first one's at Q: he adds nothing to the first alone, but something
  to the first and the third.
* Proposition 4: the quantity does the same without endowments, if the marginal utilities of the second and the third differ at nothing.
* Proposition 5: with equal theta the deficit is `-Q'DQ / 2` with `D = H(Z+l+j) + H(Z) - H(Z+l) - H(Z+j)`; a quantity with Q'DQ < 0 is looked for.

*Source.* `docs/formats/reallocative.md`; paper 001, Propositions 3, 4 and 5; spec reallocative 8 and errata 4 to 6.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, count, permutations
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import MAX_MAGNITUDE
from marketwright.markets.divisible import DivisibleBidder, DivisibleMarket, Matrix, QuadraticValues, Vector
from marketwright.markets.document import market_document
from marketwright.markets.validation import validate_market
from marketwright.questions import Question
from marketwright.reallocative.setting import Setting, limit_first, setting, stopping
from marketwright.reallocative.vickrey import minus, plus
from marketwright.solvers.surplus.commuting import primitive
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.limit import Stopped
from marketwright.solvers.surplus.matrices import apply, dot, negative_direction

LEAST_BIDDERS = 3
"""Bidders without whom nobody is left to block."""
MOST_SEARCHED = 12
"""With up to so many bidders all sets are tried for Proposition 5."""

_CLAIM = "breakable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A market of some bidders, the coalition that blocks there with the auctioneer, and its deficit.

    *Shapes.* `bidders`: places in market order, ascending; `utilities`: theirs; `coalition`: places of those who block.
    """

    bidders: tuple[int, ...]
    utilities: tuple[Quadratic, ...]
    quantity: Vector
    coalition: tuple[int, ...]
    deficit: Fraction


def break_rule(market: DivisibleMarket, question: Question) -> Result:
    """A market in which somebody blocks, by the proposition that is asked for, or that there is none.

    Raises: `UsageError` U105 (too many bidders to try all sets), U106 (a limit came first), U121 (fewer than three bidders), U123 (a bidder of a numeric type),
    U125 (Proposition 5, and different theta), U126 (Proposition 4, and a market whose theta are all equal); `SecondInputError` I127 (Proposition 4, and bidders
    whose theta do not differ); `NumberError` if the market would need numbers that are too long.
    """
    here, given = setting(market, question), question.input or {}
    if len(here.everybody) < LEAST_BIDDERS:
        told, allowed = f"{len(here.everybody)} bidders", f"at least {LEAST_BIDDERS}"
        raise UsageError("U121", "market", told, allowed, "with two bidders nobody but the auctioneer alone ever blocks: add another bidder")
    places = {bidder.name: place for place, bidder in enumerate(market.bidders)}
    asked = tuple(places[name] for name in given["bidders"]) if "bidders" in given else None
    return _CONSTRUCTIONS[given["proposition"]](here, asked, stopping(question))


def _by_endowments(here: Setting, asked: tuple[int, ...] | None, _stopped: Stopped) -> Result:
    """Proposition 3."""
    one, two, three = asked or here.everybody[:LEAST_BIDDERS]
    utilities = here.utilities
    aim = minus(utilities[one].theta, apply(utilities[one].matrix, here.quantity))
    nothing, units = (Fraction(0),) * len(aim), (Fraction(1),) * len(aim)
    shifts = {one: nothing, two: here.surplus.demand(two, aim), three: nothing if aim != utilities[three].theta else units}
    shifted = {
        bidder: Quadratic(theta=minus(utilities[bidder].theta, apply(utilities[bidder].matrix, shift)), matrix=utilities[bidder].matrix)
        for bidder, shift in shifts.items()
    }
    broken = _broken(shifted, here.quantity, (two, three))
    return _made(here, broken, shifts={here.market.bidders[bidder].name: here.bundle(shifts[bidder]) for bidder in broken.bidders})


def _by_quantity(here: Setting, asked: tuple[int, ...] | None, _stopped: Stopped) -> Result:
    """Proposition 4."""
    thetas = [utility.theta for utility in here.utilities]
    if len(set(thetas)) == 1:
        raise UsageError("U126", "market", "bidders whose theta are all equal", "two bidders whose theta differ", "ask for proposition 5")
    one, two, three = asked or next(some for some in permutations(here.everybody, LEAST_BIDDERS) if thetas[some[1]] != thetas[some[2]])
    if thetas[two] == thetas[three]:
        names = [here.market.bidders[bidder].name for bidder in (two, three)]
        told, allowed = f"{names[0]!r} and {names[1]!r}, whose theta are equal", "a second and a third bidder whose theta differ"
        raise SecondInputError("I127", "input.bidders", told, allowed, "name others, or leave out bidders")
    chosen = {bidder: here.utilities[bidder] for bidder in (one, two, three)}
    quantity = _writable(here.surplus.demand(one, thetas[two]), lambda rounded: _deficit(chosen, rounded, (two, three)) > 0)
    return _made(here, _broken(chosen, quantity, (two, three)))


def _by_direction(here: Setting, asked: tuple[int, ...] | None, stopped: Stopped) -> Result:
    """Proposition 5."""
    _refuse_different_theta(here, asked or here.everybody)
    cases = 0
    curvatures: dict[tuple[int, ...], Matrix] = {}
    for members, left_out in [(tuple(sorted(asked)), asked[:2])] if asked else _cases(here.everybody[:MOST_SEARCHED]):
        if stopped():
            raise limit_first("sets of bidders who could block")
        cases += 1
        form = _second_difference(here, curvatures, members, left_out)
        direction = negative_direction(form)
        if direction is not None:
            quantity = _short(direction, form)
            return _made(here, _broken({bidder: here.utilities[bidder] for bidder in members}, quantity, left_out))
    if not asked and len(here.everybody) > MOST_SEARCHED:
        told, allowed = f"{len(here.everybody)} bidders, of whom the first {MOST_SEARCHED} never block", f"up to {MOST_SEARCHED}"
        raise UsageError("U105", "sets of bidders who could block", told, allowed, 'name others as "bidders"')
    finding = Finding(claim=_CLAIM, holds=False, grade="enumerated", details={"cases": cases})
    return Result(outcome={}, findings=(finding,), certificate={}, parameters={})


_CONSTRUCTIONS: Mapping[int, Callable[[Setting, tuple[int, ...] | None, Stopped], Result]] = {3: _by_endowments, 4: _by_quantity, 5: _by_direction}


def _refuse_different_theta(here: Setting, bidders: Sequence[int]) -> None:
    first = bidders[0]
    for other in bidders:
        if here.utilities[other].theta != here.utilities[first].theta:
            told = "bidders {!r} and {!r} with different theta".format(*(here.market.bidders[bidder].name for bidder in (first, other)))
            raise UsageError("U125", "market", told, "bidders with the same theta", "ask for proposition 4, or name bidders who have the same")


def _cases(bidders: Sequence[int]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All sets of three or more with two of their members, smaller sets first."""
    for size in range(LEAST_BIDDERS, len(bidders) + 1):
        for members in combinations(bidders, size):
            for left_out in combinations(members, 2):
                yield members, left_out


def _second_difference(here: Setting, curvatures: dict[tuple[int, ...], Matrix], members: tuple[int, ...], left_out: Sequence[int]) -> Matrix:
    """D; curvatures H are kept in `curvatures`."""
    rests = [tuple(bidder for bidder in members if bidder not in gone) for gone in ((), left_out, left_out[:1], left_out[1:])]
    for rest in rests:
        if rest not in curvatures:
            curvatures[rest] = here.surplus.curvature(rest)
    all_, others, first, second = (curvatures[rest] for rest in rests)
    return tuple(minus(plus(*rows[:2]), plus(*rows[2:])) for rows in zip(all_, others, first, second, strict=True))


def _broken(utilities: Mapping[int, Quadratic], quantity: Vector, left_out: Sequence[int]) -> Broken:
    """The market of these bidders, in which all but two of them block with the auctioneer."""
    deficit = _deficit(utilities, quantity, left_out)
    if deficit <= 0:
        raise ArithmeticError("the construction does not leave the core")
    bidders = tuple(sorted(utilities))
    coalition = tuple(bidder for bidder in bidders if bidder not in left_out)
    return Broken(bidders=bidders, utilities=tuple(utilities[bidder] for bidder in bidders), quantity=quantity, coalition=coalition, deficit=deficit)


def _deficit(utilities: Mapping[int, Quadratic], quantity: Vector, left_out: Sequence[int]) -> Fraction:
    bidders = sorted(utilities)
    surplus = Surplus([utilities[bidder] for bidder in bidders])
    gone = [bidders.index(bidder) for bidder in left_out]
    others = [place for place in range(len(bidders)) if place not in gone]
    together = surplus.worth([*others, *gone], quantity) + surplus.worth(others, quantity)
    return together - sum((surplus.worth([*others, place], quantity) for place in gone), Fraction(0))


def _made(here: Setting, broken: Broken, **more: Any) -> Result:
    bidders = tuple(
        DivisibleBidder(name=here.market.bidders[bidder].name, values=QuadraticValues(theta=utility.theta, matrix=utility.matrix))
        for bidder, utility in zip(broken.bidders, broken.utilities, strict=True)
    )
    made = validate_market(DivisibleMarket(goods=here.market.goods, quantity=broken.quantity, bidders=bidders))
    outcome = {"market": market_document(made), "coalition": here.names(broken.coalition), "deficit": broken.deficit, **more}
    return Result(outcome=outcome, findings=(Finding(claim=_CLAIM, holds=True, grade="proved"),), certificate={}, parameters={})


def _writable(quantity: Vector, works: Callable[[Vector], bool]) -> Vector:
    """The quantity, or if its numbers are too long for a market its shortest rounding that works; one near enough does."""
    if all(max(abs(entry.numerator), entry.denominator) <= MAX_MAGNITUDE for entry in quantity):
        return quantity
    return next(rounded for rounded in _roundings(quantity) if works(rounded))


def _short(direction: Vector, form: Matrix) -> Vector:
    """Small integers that point nearly where the direction does, with a negative value of the form; near enough ones have one."""
    return next(primitive(rounded) for rounded in _roundings(direction) if dot(rounded, apply(form, rounded)) < 0)


def _roundings(vector: Vector) -> Iterator[Vector]:
    """The vector rounded to one decimal digit of its largest entry, to two, and so on."""
    largest = max(map(abs, vector))
    unit = Fraction(1)
    while unit > largest:
        unit /= 10
    while unit * 10 <= largest:
        unit *= 10
    for digit in count():
        step = unit / 10**digit
        yield tuple(round(entry / step) * step for entry in vector)
