"""Asking the rules on unit-demand markets about small markets, and reading their answers briefly.

Goods are a, b, ... and buyers 1, 2, ... in market order.  Prices are tuples with one number for each good, allocations tuples with one good (or None) for each
buyer.
"""

from fractions import Fraction
from pathlib import Path

import marketwright
from marketwright.inputs import read_input
from marketwright.markets import market_from_document

EXAMPLES = Path(__file__).parents[2] / "examples"
LETTERS = "abcde"


def named(*numbers):
    return dict(zip(LETTERS, numbers, strict=False))


def quasilinear(*values):
    return {"type": "quasilinear", "values": named(*values)}


def lines(*slopes_and_values):
    """Levels slope x t - value, for each good."""
    levels = [{"points": [[0, str(-Fraction(value))]], "left": slope, "right": slope} for slope, value in slopes_and_values]
    return {"type": "levels", "levels": named(*levels)}


def soft_budget(*values, budget, steepness):
    return {"type": "soft-budget", "values": named(*values), "budget": budget, "steepness": steepness}


def document(*preferences, goods=None, seller=(), reserves=(), fee=0):
    """A market document; a preference that is a tuple is quasilinear with these values."""
    preferences = [quasilinear(*one) if isinstance(one, tuple) else one for one in preferences]
    width = len(next(one[key] for one in preferences for key in ("values", "quality", "levels") if key in one)) if goods is None else goods
    return {
        "format": "marketwright.market/1",
        "kind": "unit-demand",
        "goods": list(LETTERS[:width]),
        "buyers": [{"name": str(number), "preference": one} for number, one in enumerate(preferences, start=1)],
        "seller_values": named(*seller),
        "reserve_prices": named(*reserves),
        "entry_fee": fee,
    }


def market(*preferences, **parts):
    return market_from_document(document(*preferences, **parts))


def example(name):
    """A market of the examples."""
    return marketwright.read_market(EXAMPLES / f"{name}.market.json").market


def example_input(name):
    """A second input of the examples."""
    return read_input(EXAMPLES / f"{name}.json")


def answered(economy, rule, **given):
    """An answer that the checker accepts."""
    answer = marketwright.solve(economy, f"walrasian/{rule}", input=given or None)
    assert answer.checked == "accepted"
    return answer


def prices(answer):
    return tuple(answer.outcome["prices"].values())


def allocation(answer):
    return tuple(answer.outcome["allocation"].values())


def payments(answer):
    return tuple(answer.outcome["payments"].values())


def levels(answer):
    return tuple(answer.outcome["levels"].values())


def least(economy):
    """The least equilibrium prices and all their allocations, in the order of the tie rule."""
    answer = answered(economy, "minimum", cap=1000)
    found = [tuple(held.values()) for held in answer.outcome["allocations"]]
    assert answer.finding("all-allocations").details == {"number": len(found)}
    return prices(answer), found


def greatest(economy):
    """The greatest equilibrium prices."""
    return prices(answered(economy, "maximum"))


def holds(answer):
    return {finding.claim: finding.holds for finding in answer.findings}


def witness(answer, claim):
    return answer.finding(claim).details["witness"]


def bundles(*pairs):
    """The second input of `walrasian/efficient`: a good (or None) and a payment for each buyer."""
    return {str(number): {"good": good, "payment": str(payment)} for number, (good, payment) in enumerate(pairs, start=1)}


def at_prices(economy, *numbers, held=None):
    """The answer of `walrasian/test` about prices, and an allocation if one is given."""
    goods, buyers = economy.goods, [buyer.name for buyer in economy.buyers]
    given = {"prices": {good: str(number) for good, number in zip(goods, numbers, strict=True)}}
    if held is not None:
        given["allocation"] = dict(zip(buyers, held, strict=True))
    return answered(economy, "test", **given)


def demands(answer):
    return tuple(tuple(demand) for demand in answer.outcome["demands"].values())
