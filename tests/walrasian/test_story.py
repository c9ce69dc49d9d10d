"""Stories against brute force: after each buyer prices are the least of those who have entered, and moves add up to the allocation."""

from itertools import groupby
from random import Random

import pytest

from marketwright.markets import market_from_document
from marketwright.walrasian.story import story
from tests.walrasian_markets import random_market
from tests.walrasian_oracle import Market


@pytest.mark.parametrize("seed", range(60))
def test_prices_are_least_after_every_buyer_and_moves_lead_to_the_allocation(seed: int) -> None:
    document = random_market(Random(seed), most=4)
    told = story(market_from_document(document))
    held, prices = dict.fromkeys(told.allocation), None
    entered = []
    for place, (entering, events) in enumerate(groupby(told.events, key=lambda event: event.entering), start=1):
        entered.append(entering)
        for event in events:
            changed = {good for good in event.prices if prices is not None and event.prices[good] != prices[good]}
            assert changed <= set(event.rose)
            held.update(event.moved)
            prices = event.prices
        inside = [good for good in held.values() if good is not None]
        assert len(set(inside)) == len(inside)
        assert tuple(prices.values()) == tuple(Market(document | {"buyers": document["buyers"][:place]}).least())
    assert entered == [buyer["name"] for buyer in document["buyers"]]
    assert held == dict(told.allocation)
    assert prices is None or prices == told.prices
