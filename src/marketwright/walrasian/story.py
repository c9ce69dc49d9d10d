"""The ascending auction as a story: buyers enter one after another, and prices rise to the least equilibrium with each.

*Source.* `docs/formats/story.md`; spec walrasian 4.2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import plain
from marketwright.errors import UsageError
from marketwright.markets.document import document_digest, market_document
from marketwright.markets.kinds import unit_demand_market
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.markets.validation import validate_market
from marketwright.solvers.matching.confirm import confirmed
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.insertion import Event, Insertion
from marketwright.solvers.matching.pointers import least_pointers
from marketwright.walrasian.setting import setting

STORY_FORMAT = "marketwright.story/1"
MOST_BUYERS = 200
MOST_GOODS = 200
Turn = tuple[str, str | None]
"""A buyer, and a good or None for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """Something that happens while a buyer enters.

    `rose`: the goods whose prices rise, and to what; `turned`: buyers who from there on like a good (None: nothing) as much as what they had in mind;
    `moved`: what buyers have now who had something else before; `prices`: all prices afterwards, without the entry fee.
    """

    entering: str
    rose: Mapping[str, Fraction]
    turned: tuple[Turn, ...]
    moved: tuple[Turn, ...]
    prices: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens from the reserve prices, without any buyer, to the least equilibrium of all."""

    market: UnitDemandMarket
    events: tuple[StoryEvent, ...]
    prices: Mapping[str, Fraction]
    allocation: Mapping[str, str | None]


def story(market: UnitDemandMarket) -> Story:
    """The story of the market, with the buyers in market order.

    Raises: `MarketError` for what is no valid market, `UsageError` U117 for a smooth preference, U120 for a market that is too large.

    Cost: some seconds for the largest markets.

    Example:
    >>> from marketwright.markets import QuasilinearPreference, UnitDemandBuyer
    >>> def wanting(name, value):
    ...     return UnitDemandBuyer(name=name, preference=QuasilinearPreference(values={"house": Fraction(value)}))
    >>> told = story(UnitDemandMarket(goods=("house",), buyers=(wanting("Ada", 5), wanting("Ben", 7))))
    >>> [(event.entering, event.moved) for event in told.events]
    [('Ada', (('Ada', 'house'),)), ('Ben', (('Ada', None), ('Ben', 'house')))]
    >>> told.prices
    {'house': Fraction(5, 1)}
    """
    market = unit_demand_market(validate_market(market))
    buyers, goods = market.buyers, market.goods
    if len(buyers) > MOST_BUYERS or len(goods) > MOST_GOODS:
        given, allowed = f"{len(buyers)} buyers and {len(goods)} goods", f"up to {MOST_BUYERS} buyers and {MOST_GOODS} goods"
        raise UsageError("U120", "story", given, allowed, "solve with walrasian/minimum, which is made for large markets")
    table = setting(market).table
    state = Insertion.empty(table)
    events = tuple(told for agent in range(table.agents) for told in _told(market, state, agent))
    demands = confirmed(table, state.held, tuple(state.prices))
    competitive = frozenset(b for b, reserve in enumerate(table.reserves) if state.prices[b] > reserve)
    if not isinstance(demands, Demands) or isinstance(least_pointers(demands, competitive, tuple(state.held)), frozenset):
        raise ArithmeticError("the insertion of buyers did not end in the least equilibrium")
    held = {buyer.name: None if good is None else goods[good] for buyer, good in zip(buyers, state.held, strict=True)}
    return Story(market=market, events=events, prices=dict(zip(goods, state.prices, strict=True)), allocation=held)


def _told(market: UnitDemandMarket, state: Insertion, agent: int) -> Iterator[StoryEvent]:
    """What happens while the agent is inserted; who moves is told by comparing, since owners may also change places while prices rise."""
    before = list(state.held)
    for event in state.insert(agent):
        rose = {market.goods[good]: event.prices[good] for good in event.rose}
        moved = [(one, held) for one, held in enumerate(state.held) if held != before[one] or ((one, held) == (agent, None) and event.moved)]
        yield StoryEvent(
            entering=market.buyers[agent].name,
            rose=rose,
            turned=_named(market, event.turned),
            moved=_named(market, moved),
            prices=_prices(market, event),
        )
        before = list(state.held)


def _prices(market: UnitDemandMarket, event: Event) -> dict[str, Fraction]:
    return dict(zip(market.goods, event.prices, strict=True))


def _named(market: UnitDemandMarket, turns: Sequence[tuple[int, int | None]]) -> tuple[Turn, ...]:
    return tuple((market.buyers[one].name, None if good is None else market.goods[good]) for one, good in turns)


def story_document(told: Story) -> dict[str, Any]:
    """The story as a document; numbers are exact and canonical."""
    market = market_document(told.market)
    return {
        "format": STORY_FORMAT,
        "market_digest": document_digest(market),
        "events": [
            {
                "entering": event.entering,
                "rose": plain(event.rose),
                "turned": plain(event.turned),
                "moved": plain(event.moved),
                "prices": plain(event.prices),
            }
            for event in told.events
        ],
        "prices": plain(told.prices),
        "allocation": dict(told.allocation),
        "market": market,
    }
