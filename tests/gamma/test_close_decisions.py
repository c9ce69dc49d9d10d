"""Equilibrium decisions that hang on fractions finer than all bids."""

from marketwright.markets import market_from_document
from marketwright.solving import solve

MARKET = {
    "format": "marketwright.market/1",
    "kind": "bundle",
    "goods": ["A", "B"],
    "buyers": [
        {"name": "1", "values": {"type": "xor", "bids": []}},
        {"name": "2", "values": {"type": "xor", "bids": [{"bundle": ["B"], "value": 2}, {"bundle": ["A", "B"], "value": 2}]}},
        {"name": "3", "values": {"type": "unit-demand", "values": {"B": 1}}},
    ],
}


def test_that_no_best_reply_serves_everybody_who_has_to_be_served_is_proved_between_halves():
    """Buyer 2 asks for 3/2, buyer 3 for 1/2: both limits equal the requests, but only one of them can be served.

    Served together, without their charges, they are worth 2, which is below 5/2 by less than one unit of the bids.
    """
    requests = {
        "1": {"bundle": [], "price": 0},
        "2": {"bundle": ["A", "B"], "price": "1/2"},
        "3": {"bundle": ["B"], "price": "1/2"},
    }
    answer = solve(market_from_document(MARKET), "gamma/equilibrium", input={"requests": requests})
    assert answer.checked == "accepted"
    assert answer.finding("subgame-perfect").holds is False
    assert answer.outcome["required"] == ["2", "3"]
    assert "together" in answer.certificate
