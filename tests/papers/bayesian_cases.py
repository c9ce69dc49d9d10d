"""The examples of paper 004 as documents: seller-buyer games by price and probability of sale, and the game of two goods."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright import BayesianMarket, solve
from marketwright.answers.answer import Answer
from marketwright.markets import market_from_document

Document = Mapping[str, Any]


def text(number: Any) -> str:
    """A number as documents spell it."""
    return str(Fraction(number))


def asked(market: BayesianMarket, rule: str, **parts: Any) -> Answer:
    """The accepted answer of a rule of the room."""
    answer = solve(market, f"bayesian/{rule}", input=parts or None)
    assert answer.checked == "accepted"
    return answer


def game(document: Document) -> BayesianMarket:
    """The game of a document without its first two keys."""
    market = market_from_document({"format": "marketwright.market/1", "kind": "bayesian", **document})
    assert isinstance(market, BayesianMarket)
    return market


def seller_buyer(own: tuple[int, int], buyer: tuple[int, int]) -> BayesianMarket:
    """1 is H or L and has a good that is worth `own` to him and `buyer` to 2."""
    values = {"1": {"H,*": own[0], "L,*": own[1]}, "2": {"H,*": buyer[0], "L,*": buyer[1]}}
    return game(
        {
            "players": [{"name": "1", "types": {"H": "1/2", "L": "1/2"}}, {"name": "2", "types": {"buyer": 1}}],
            "build": {"type": "seller-buyer", "seller": "1", "buyer": "2", "values": values},
        }
    )


EXAMPLE_1 = seller_buyer((5, 1), (6, 2))
EXAMPLE_2 = seller_buyer((3, 2), (7, 0))


def sale(probability: Fraction | int, paid: tuple[Any, Any], bets: tuple[Any, Any] = (0, 0)) -> Document:
    """H sells with that probability, L surely; 1 is paid this by type, and 2 pays so much more than 1 is paid."""
    lottery = {"H,*": {"trade": text(Fraction(probability)), "keep": text(1 - Fraction(probability))}, "L,*": {"trade": 1}}
    return {
        "lottery": lottery,
        "transfers": {
            "1": {"H,*": text(paid[0]), "L,*": text(paid[1])},
            "2": {"H,*": text(-paid[0] - bets[0]), "L,*": text(-paid[1] - bets[1])},
        },
    }


def first_example(price: Any, probability: Any, bets: tuple[Any, Any] = (0, 0)) -> Document:
    """A mechanism of Example 1: what H is paid, and how likely H sells; L is indifferent to claiming H."""
    price, probability = Fraction(price), Fraction(probability)
    return sale(probability, (price, price + 1 - probability), bets)


M1 = first_example(Fraction(11, 18), Fraction(1, 9))
M2 = first_example(Fraction(3, 5), Fraction(1, 10))


def always_sold(price: Any, bets: tuple[Any, Any] = (0, 0)) -> Document:
    """A mechanism of Example 2: one price for both types."""
    return sale(1, (Fraction(price), Fraction(price)), bets)


def by_seller(of_h: Any, of_l: Any, buyer: Any = 0, buyer_l: Any = None) -> dict[str, dict[str, str]]:
    """A table of 1 by his type, and one of 2."""
    return {
        "1": {"H,*": text(of_h), "L,*": text(of_l)},
        "2": {"H,*": text(buyer), "L,*": text(buyer if buyer_l is None else buyer_l)},
    }


VALUES = {
    "1": {"one": {"a,a": 7, "a,b": 3, "b,a": 7, "b,b": 2}, "two": {"a,a": 6, "a,b": 1, "b,a": 6, "b,b": 1}},
    "2": {"one": {"a,a": 6, "a,b": 6, "b,a": 1, "b,b": 1}, "two": {"a,a": 7, "a,b": 7, "b,a": 3, "b,b": 2}},
}
EXAMPLE_3 = game(
    {
        "players": [{"name": name, "types": {"a": "1/2", "b": "1/2"}} for name in ("1", "2")],
        "build": {"type": "exchange", "goods": {"one": "1", "two": "2"}, "values": VALUES},
    }
)
CONSUMPTION = {"a,a": "one to 1, two to 2", "a,b": "one to 2, two to 2", "b,a": "one to 1, two to 1", "b,b": "one to 2, two to 1"}


def two_goods(paid: tuple[Any, Any, Any, Any]) -> Document:
    """The consumption of the paper's mechanisms, and what 1 is paid in aa, ab, ba, bb; 2 is paid the same with the types exchanged."""
    return {
        "lottery": {profile: {action: 1} for profile, action in CONSUMPTION.items()},
        "transfers": symmetric(paid),
    }


def symmetric(numbers: tuple[Any, Any, Any, Any]) -> dict[str, dict[str, str]]:
    """A table of 1 in aa, ab, ba, bb, and the same of 2 with the types exchanged."""
    aa, ab, ba, bb = map(text, numbers)
    return {"1": {"a,a": aa, "a,b": ab, "b,a": ba, "b,b": bb}, "2": {"a,a": aa, "a,b": ba, "b,a": ab, "b,b": bb}}


def multipliers(answer: Answer) -> dict[tuple[str, str, str], Fraction]:
    """The multipliers of an answer's certificate, by player, true type and claim."""
    return {(entry["player"], entry["type"], entry["claim"]): Fraction(entry["multiplier"]) for entry in answer.certificate["multipliers"]}


def holds(answer: Answer, *claims: str) -> tuple[bool | None, ...]:
    """What the findings of these claims say."""
    return tuple(answer.finding(claim).holds for claim in claims)
