"""The validator of divisible markets: what can be wrong with their meaning, and their normal form.

In normal form all numbers are exact, and an endowment of zeros is none.

*Source.* `docs/formats/divisible.md`.
"""

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import common_denominator, number_text
from marketwright.markets.divisible import (
    DivisibleBidder,
    DivisibleMarket,
    DivisibleValues,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    Matrix,
    QuadraticValues,
    Vector,
)
from marketwright.markets.parts import entries, names, optional_text, wrong_type
from marketwright.markets.places import MAX_SHOWN, shown
from marketwright.markets.utility_validation import normal_utility, refuse_singular, valid_vector

MAX_DIVISIBLE_GOODS = 20
MAX_BIDDERS = 1_000

_TYPES = {QuadraticValues: "quadratic", LogCoshValues: "log-cosh", ExponentialValues: "exponential", LogisticValues: "logistic"}
_FOR_ALL = "for all bidders, so that their marginal utilities have one range"


def valid_divisible_market(market: DivisibleMarket) -> DivisibleMarket:
    """The market in normal form, if it is one.

    Raises: `MarketError` M101 (wrong type), M109 and M110 (names), M115, M116 (none, or too many), M123 and M127 to M131 (utilities);
    `NumberError` N103 (too large), N105 (too fine together).

    Cost: for each bidder K^3 / 6 multiplications of integers, and of packages K^3 / 3.
    """
    goods = names(market.goods, "goods", MAX_DIVISIBLE_GOODS)
    members: list[DivisibleBidder] = []
    for number, bidder in enumerate(entries(market.bidders, "bidders")):
        if not isinstance(bidder, DivisibleBidder):
            raise wrong_type(f"bidders[{number}]", bidder, "a DivisibleBidder")
        members.append(bidder)
    bidder_names = names((bidder.name for bidder in members), "bidders", MAX_BIDDERS, "{}.name")
    quantity = valid_vector(market.quantity, "quantity", len(goods))
    bidders = tuple(
        DivisibleBidder(name=name, values=normal_utility(bidder.values, f"bidders[{number}].values", len(goods)))
        for number, (name, bidder) in enumerate(zip(bidder_names, members, strict=True))
    )
    denominators = {number.denominator for number in quantity}.union(*(_denominators(bidder.values) for bidder in bidders))
    common_denominator((Fraction(1, denominator) for denominator in denominators), "market")
    for number, bidder in enumerate(bidders):
        refuse_singular(bidder.values, f"bidders[{number}].values")
        _refuse_other_range(bidders[0], bidder, f"bidders[{number}].values")
    return DivisibleMarket(
        goods=goods,
        quantity=quantity,
        bidders=bidders,
        title=optional_text(market.title, "title"),
        source=optional_text(market.source, "source"),
    )


def _denominators(values: DivisibleValues) -> Iterator[int]:
    """The denominators of all numbers of values in normal form."""
    for field in fields(values):
        part: Vector | Matrix | None = getattr(values, field.name)
        for entry in part or ():
            yield from (number.denominator for number in (entry if isinstance(entry, tuple) else (entry,)))


def _refuse_other_range(first: DivisibleBidder, bidder: DivisibleBidder, place: str) -> None:
    """Nothing, if the marginal utilities of the two have one range."""
    match first.values, bidder.values:
        case ((QuadraticValues() | LogCoshValues()), (QuadraticValues() | LogCoshValues())):
            return
        case ((ExponentialValues() as one), (ExponentialValues() as other)):
            _refuse_other_packages(first.name, one.packages, bidder.name, other.packages, place, len(one.scale))
        case ((LogisticValues() as one), (LogisticValues() as other)):
            _refuse_other_packages(first.name, one.packages, bidder.name, other.packages, place, len(one.scale))
            for number, (theirs, here) in enumerate(zip(one.scale, other.scale, strict=True)):
                if theirs != here:
                    told = f"the bound {number_text(here)} of bidder {shown(bidder.name)}, and {number_text(theirs)} of bidder {shown(first.name)}"
                    raise MarketError("M130", f"{place}.A[{number}]", told, f"the same A {_FOR_ALL}", "give all bidders the same A")
        case one, other:
            told = f"{_TYPES[type(other)]} values of bidder {shown(bidder.name)}, and {_TYPES[type(one)]} values of bidder {shown(first.name)}"
            allowed = "bidders whose marginal utilities have one range: quadratic and log-cosh values only, exponential ones only, or logistic ones only"
            raise MarketError("M130", place, told, allowed, "state all values by types of one range")


def _refuse_other_packages(first: str, theirs: Matrix | None, bidder: str, here: Matrix | None, place: str, count: int) -> None:
    if theirs == here:
        return
    goods = tuple(tuple(Fraction(row == column) for column in range(count)) for row in range(count))
    for number, (one, other) in enumerate(zip(theirs or goods, here or goods, strict=True)):
        if one != other:
            told = f"packages[{number}] is {_vector_text(other)} for bidder {shown(bidder)}, and {_vector_text(one)} for bidder {shown(first)}"
            raise MarketError("M130", place, told, f"the same packages {_FOR_ALL}", "give all bidders the same packages")


def _vector_text(vector: Vector) -> str:
    """A vector as a document spells it, cut where it is long."""
    text = ", ".join(map(number_text, vector))
    return f"[{text}]" if len(text) <= MAX_SHOWN else f"[{text[:MAX_SHOWN]}...]"
