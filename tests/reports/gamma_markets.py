"""Markets and requests for reports about mechanism Γ, and answers made on the spot."""

import json
from collections.abc import Mapping
from typing import Any

from marketwright import AdditiveValues, BundleMarket, Buyer, solve
from marketwright.answers import answer_document
from marketwright.questions import Limits
from marketwright.reports import AnsweredMarket
from tests.reports.answers import EXAMPLES, bid, example, xor

Requests = Mapping[str, tuple[str, object]]
"""Goods (names, separated by spaces) and price by buyer."""

EXAMPLE_2 = example("paper-000-example-2.market.json")
SERVED: Requests = {"1": ("A B", 12), "2": ("A", 6), "3": ("B", 6)}
"""Net payoffs (0, 4, 4): an equilibrium."""
GREEDY: Requests = {"1": ("A", 0), "2": ("A", 2), "3": ("B", 2)}
"""Net payoffs (0, 8, 8), as in the paper: buyer 1 can get up to 8."""

LOTS = example("lots-of-land.market.json")

ONE_OBJECT = BundleMarket(goods=("vase",), buyers=(xor("Ada", bid(10, "vase")), xor("Ben", bid(6, "vase"))))
AT_SIX: Requests = {"Ada": ("vase", 6), "Ben": ("vase", 6)}

ODD = BundleMarket(
    goods=("a, b", "Pond", "Wood", "9"),
    buyers=(xor("Smith, Ltd", bid(5, "Pond")), xor("7", bid("7/3", "a, b")), Buyer(name="Ben", values=AdditiveValues(values={"9": bid(2, "9").value}))),
)
"""Names that need quotes, and a good that nobody wants."""


def told(market: BundleMarket, rule: str, requests: Requests | None = None, *, cap: int | None = None, nodes: int | None = None) -> AnsweredMarket:
    """The rule's answer beside its market."""
    given: dict[str, Any] = {} if cap is None else {"cap": cap}
    if requests is not None:
        given["requests"] = {buyer: {"bundle": goods.split(" ") if goods else [], "price": price} for buyer, (goods, price) in requests.items()}
    answer = solve(market, f"gamma/{rule}", input=given or None, limits=Limits(nodes=nodes))
    return AnsweredMarket(market=market, document=answer_document(answer))


def requests_in(name: str) -> Requests:
    """The requests of an example's file."""
    document = json.loads((EXAMPLES / name).read_text("utf-8"))
    return {buyer: (" ".join(request["bundle"]), request["price"]) for buyer, request in document["requests"].items()}
