"""Answers of the rules bayesian/... about the examples of paper 004, and their pages."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright import BayesianMarket
from marketwright.reports import AnsweredMarket, explanation, summary
from marketwright.reports.by_rule import report_of
from marketwright.reports.explanation import page
from tests.papers.bayesian_cases import always_sold, by_seller, sale, two_goods
from tests.reports.answers import answered

FIRST = two_goods((0, "7/2", "-7/2", 0))
SIDE_BETS = always_sold("7/2", (Fraction(5, 2), Fraction(-5, 2)))
PRICE = {"transfer_to": "1", "given": {"1": "H"}}
SOLD = {"probability_of": "trade", "given": {"1": "H"}}
ONE_EIGHTH = [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]
NO_SALE = {"lottery": {"*,*": {"keep": 1}}}
TEMPTING, LOSING = sale(1, (3, 5)), sale(1, (5, 5), (-1, -1))
CHEAP, DEAR = by_seller(5, 1), by_seller(6, 2, 1, 1)
PAYOFFS_OF_M1 = by_seller("91/18", "3/2", "1/18", "1/2")
PAYOFFS_OF_M2 = by_seller("51/10", "3/2", 0, "1/2")


def offer(paid: Any = 1, asked: Any = 2) -> Mapping[str, Any]:
    """An alternative: 1 sells to 2 if both agree; 2 pays a little more than 1 is paid."""
    both = {"moves": {"1": "yes", "2": "yes"}, "lottery": {"trade": 1}, "payments": {"1": str(paid), "2": f"-{asked}"}}
    others = [
        {"moves": {"1": mine, "2": theirs}, "lottery": {"keep": 1}, "payments": {"1": "-1/100"}}
        for mine in ("yes", "no")
        for theirs in ("yes", "no")
        if (mine, theirs) != ("yes", "yes")
    ]
    return {"members": ["1", "2"], "moves": {"1": ["yes", "no"], "2": ["yes", "no"]}, "results": [both, *others]}


def about(market: BayesianMarket, rule: str, **given: Any) -> AnsweredMarket:
    """The answer of a rule."""
    return answered(market, f"bayesian/{rule}", input=given or None)


def told(market: BayesianMarket, rule: str, **given: Any) -> str:
    """The summary."""
    return summary(about(market, rule, **given))


def explained(market: BayesianMarket, rule: str, **given: Any) -> str:
    """The explanation."""
    return explanation(about(market, rule, **given), 7)


def of_player(answer: AnsweredMarket, player: int = 0) -> str:
    """The page about one player."""
    tell = report_of(answer).buyer
    assert tell is not None
    return page(answer, tell(answer, player, 100))
