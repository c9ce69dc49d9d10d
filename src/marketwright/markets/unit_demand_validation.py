"""The validator of unit-demand markets: what can be wrong with their meaning, and their normal form.

In normal form all numbers are exact, maps and lists of goods stand in market order, and `values`, `quality` and `alpha` are `Row`s over places that
all buyers with the same permitted goods share.

*Source.* `docs/formats/unit-demand.md`; spec walrasian 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from fractions import Fraction

from marketwright.exact import common_denominator
from marketwright.markets.parts import MAX_BUYERS, MAX_GOODS, amounts, entries, exact_number, goods_in_order, names, optional_text, too_many, wrong_type
from marketwright.markets.preference_validation import valid_preference
from marketwright.markets.row_validation import Permitted
from marketwright.markets.rows import Row
from marketwright.markets.unit_demand import Preference, UnitDemandBuyer, UnitDemandMarket
from marketwright.piecewise import PiecewiseLinear

MAX_PAIRS = 25_000_000


def valid_unit_demand_market(market: UnitDemandMarket) -> UnitDemandMarket:
    """The market in normal form, if it is one.

    Raises: `MarketError` M101 (wrong type), M108 to M111 (names and goods), M113, M115, M116, M120, M121, M123 to M126 (preferences);
    `NumberError` N103 (too large), N105 (too fine together).

    Cost: one pass over the numbers, in compiled code where they are packed rows.
    """
    goods = names(market.goods, "goods", MAX_GOODS, may_be_empty=True)
    known = {good: number for number, good in enumerate(goods)}
    members: list[UnitDemandBuyer] = []
    for number, buyer in enumerate(entries(market.buyers, "buyers")):
        if not isinstance(buyer, UnitDemandBuyer):
            raise wrong_type(f"buyers[{number}]", buyer, "a UnitDemandBuyer")
        members.append(buyer)
    buyer_names = names((buyer.name for buyer in members), "buyers", MAX_BUYERS, "{}.name", may_be_empty=True)
    if len(goods) * len(members) > MAX_PAIRS:
        raise too_many("buyers", "pairs of a buyer and a good", MAX_PAIRS)
    seller_values = amounts(market.seller_values, "seller_values", known)
    reserve_prices = amounts(market.reserve_prices, "reserve_prices", known)
    entry_fee = exact_number(market.entry_fee, "entry_fee")
    fixed = (*seller_values.values(), *reserve_prices.values(), entry_fee)
    largest = max(map(abs, fixed))
    sharing: dict[tuple[str, ...], Permitted] = {}
    buyers: list[UnitDemandBuyer] = []
    for number, (name, buyer) in enumerate(zip(buyer_names, members, strict=True)):
        forbidden = goods_in_order(buyer.forbidden, f"buyers[{number}].forbidden", known, "the list of forbidden goods")
        permitted = sharing[forbidden] if forbidden in sharing else sharing.setdefault(forbidden, Permitted(known, forbidden))
        preference = valid_preference(buyer.preference, f"buyers[{number}].preference", permitted, largest)
        buyers.append(UnitDemandBuyer(name=name, preference=preference, forbidden=forbidden))
    denominators = {number.denominator for number in fixed}.union(*(_denominators(buyer.preference) for buyer in buyers))
    common_denominator((Fraction(1, denominator) for denominator in denominators), "market")
    return UnitDemandMarket(
        goods=goods,
        buyers=tuple(buyers),
        seller_values=seller_values,
        reserve_prices=reserve_prices,
        entry_fee=entry_fee,
        title=optional_text(market.title, "title"),
        source=optional_text(market.source, "source"),
    )


def _denominators(preference: Preference) -> Iterator[int]:
    """The denominators of all numbers of a preference in normal form; of a row the least common one."""
    for field in fields(preference):
        part: Fraction | Row | Mapping[str, PiecewiseLinear] = getattr(preference, field.name)
        if isinstance(part, Fraction | Row):
            yield part.denominator
        else:
            for levels in part.values():
                yield from (number.denominator for number in (levels.left, levels.right, *(number for point in levels.points for number in point)))
