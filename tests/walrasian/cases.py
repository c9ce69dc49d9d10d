"""Small unit-demand markets as documents, questions about them, and random ones with their brute force."""

from random import Random

from marketwright import solve
from marketwright.answers import answer_document
from marketwright.markets import market_from_document
from tests.walrasian_markets import random_market
from tests.walrasian_oracle import Market

LETTERS = "abcde"


def quasilinear(*values):
    return {"type": "quasilinear", "values": dict(zip(LETTERS, values, strict=False))}


def lines(*slopes_and_values):
    """Levels slope x t - value."""
    levels = {good: {"points": [[0, -value]], "left": slope, "right": slope} for good, (slope, value) in zip(LETTERS, slopes_and_values, strict=False)}
    return {"type": "levels", "levels": levels}


def market(*preferences, goods=None, **more):
    """A market document; lists of values are quasilinear, reserve prices and seller's values may be lists."""
    preferences = [one if isinstance(one, dict) else quasilinear(*one) for one in preferences]
    key = {"quasilinear": "values", "levels": "levels"}
    letters = list(preferences[0][key[preferences[0]["type"]]]) if goods is None else list(goods)
    more = {name: dict(zip(letters, part, strict=False)) if isinstance(part, list) else part for name, part in more.items()}
    buyers = [{"name": str(place + 1), "preference": one} for place, one in enumerate(preferences)]
    return {"format": "marketwright.market/1", "kind": "unit-demand", "goods": letters, "buyers": buyers} | more


def ask(document, rule, *, limits=None, tie_rule=None, **given):
    """The checked answer's document."""
    answer = solve(market_from_document(document), f"walrasian/{rule}", input=given or None, limits=limits, tie_rule=tie_rule)
    assert answer.checked == "accepted"
    return answer_document(answer)


def verdicts(answer):
    """Claim -> whether it holds."""
    return {finding["claim"]: finding["holds"] for finding in answer["findings"]}


def witness(answer, claim):
    return next(finding for finding in answer["findings"] if finding["claim"] == claim)["witness"]


def bundles(*pairs):
    """Buyer -> bundle."""
    return {str(place + 1): {"good": good, "payment": payment} for place, (good, payment) in enumerate(pairs)}


def random_markets(seed, count, **options):
    """Documents with their brute force, and the random numbers that go on."""
    random = Random(f"rules of walrasian {seed}")
    for _ in range(count):
        document = random_market(random, **options)
        yield random, document, Market(document)
