"""The kinds of markets, and what asks for one of them."""

from marketwright.errors import UsageError
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.unit_demand import UnitDemandMarket

Market = BundleMarket | UnitDemandMarket | DivisibleMarket | BayesianMarket
"""A market of any kind that is offered."""

KINDS = ("bundle", "unit-demand", "divisible", "bayesian")
"""The kinds that are offered, as documents call them."""


def kind_of(market: Market) -> str:
    """The market's kind, as documents call it."""
    match market:
        case BundleMarket():
            return "bundle"
        case UnitDemandMarket():
            return "unit-demand"
        case DivisibleMarket():
            return "divisible"
        case BayesianMarket():
            return "bayesian"


def names_of(market: Market) -> tuple[str, ...]:
    """The names of the market's buyers, of its bidders, or of its players, in market order."""
    match market:
        case BayesianMarket(players=players):
            return tuple(player.name for player in players)
        case DivisibleMarket(bidders=bidders):
            return tuple(bidder.name for bidder in bidders)
        case BundleMarket(buyers=buyers):
            return tuple(buyer.name for buyer in buyers)
        case UnitDemandMarket(buyers=wanting):
            return tuple(buyer.name for buyer in wanting)


def member_word(market: Market) -> str:
    """What those are called whom the market names: bidders may sell as well, and players do more than that."""
    match market:
        case BayesianMarket():
            return "player"
        case DivisibleMarket():
            return "bidder"
        case BundleMarket() | UnitDemandMarket():
            return "buyer"


def goods_of(market: Market) -> tuple[str, ...]:
    """The names of the market's goods, in market order; a Bayesian market has none."""
    return () if isinstance(market, BayesianMarket) else market.goods


def refuse_other_kind(market: Market, kind: str) -> None:
    """Nothing, if the market is of that kind.

    Raises: `UsageError` U116.
    """
    if kind_of(market) != kind:
        raise _other_kind(market, kind)


def bundle_market(market: Market) -> BundleMarket:
    """The market itself, for what knows bundle markets only.

    Raises: `UsageError` U116 for a market of another kind.
    """
    if isinstance(market, BundleMarket):
        return market
    raise _other_kind(market, "bundle")


def unit_demand_market(market: Market) -> UnitDemandMarket:
    """The market itself, for what knows unit-demand markets only.

    Raises: `UsageError` U116 for a market of another kind.
    """
    if isinstance(market, UnitDemandMarket):
        return market
    raise _other_kind(market, "unit-demand")


def divisible_market(market: Market) -> DivisibleMarket:
    """The market itself, for what knows divisible markets only.

    Raises: `UsageError` U116 for a market of another kind.
    """
    if isinstance(market, DivisibleMarket):
        return market
    raise _other_kind(market, "divisible")


def bayesian_market(market: Market) -> BayesianMarket:
    """The market itself, for what knows Bayesian markets only.

    Raises: `UsageError` U116 for a market of another kind.
    """
    if isinstance(market, BayesianMarket):
        return market
    raise _other_kind(market, "bayesian")


def _other_kind(market: Market, kind: str) -> UsageError:
    remedy = "`marketwright rules` shows which rules answer which kind"
    return UsageError("U116", "market", f"a market of the kind {kind_of(market)}", f"markets of the kind {kind}", remedy)
