"""Answers about small markets, made on the spot."""

from fractions import Fraction
from pathlib import Path

from marketwright import Bid, BundleMarket, Buyer, OrValues, XorValues, read_market, solve
from marketwright.answers import answer_document
from marketwright.questions import Limits
from marketwright.reports import AnsweredMarket

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> BundleMarket:
    return read_market(EXAMPLES / name).market


def answered(market: BundleMarket, rule: str, **options) -> AnsweredMarket:
    return AnsweredMarket(market=market, document=answer_document(solve(market, rule, **options)))


def stopped_early(market: BundleMarket, rule: str, nodes: int = 0, **options) -> AnsweredMarket:
    return answered(market, rule, limits=Limits(nodes=nodes), **options)


def bid(value: object, *goods: str) -> Bid:
    return Bid(bundle=goods, value=Fraction(str(value)))


def xor(name: str, *bids: Bid) -> Buyer:
    return Buyer(name=name, values=XorValues(bids=bids))


def combining(name: str, *bids: Bid) -> Buyer:
    return Buyer(name=name, values=OrValues(bids=bids))


def section(text: str, title: str) -> list[str]:
    """The lines below a title."""
    part = next(part for part in text.split("\n\n") if part.split("\n")[0] == title)
    return part.split("\n")[1:]
