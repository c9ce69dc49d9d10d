"""A unit-demand market as a table of levels, after the entry fee is taken out.

With an entry fee e everybody pays e on top of every price, so a good costs as much as it would cost without a fee a buyer with the levels
`g(p + e) - e` (spec walrasian 2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from marketwright.errors import UsageError
from marketwright.markets.rows import Row as Numbers
from marketwright.markets.unit_demand import (
    BorrowingPreference,
    ExactPreference,
    IncomePreference,
    LevelsPreference,
    QuasilinearPreference,
    SmoothPreference,
    SoftBudgetPreference,
    UnitDemandMarket,
)
from marketwright.piecewise import PiecewiseLinear
from marketwright.solvers.matching.rows import cost_row, maps_row, mask, quality_row
from marketwright.solvers.matching.table import Booleans, CostRow, Row, Table

Bundle = tuple[int | None, Fraction]
"""A good's number (None: no good), and a payment."""


@dataclass(frozen=True)
class Setting:
    """A market with exact preferences, and its table of levels without the fee."""

    market: UnitDemandMarket
    table: Table

    @cached_property
    def seller_values(self) -> tuple[Fraction, ...]:
        """What each good is worth to the seller."""
        return tuple(self.market.seller_value(good) for good in self.market.goods)

    def level_map(self, buyer: int, good: int) -> PiecewiseLinear | None:
        """The buyer's levels at payments, fee included, for a good; None if he may not have it."""
        one, fee = self.table.map(buyer, good), self.market.entry_fee
        return None if one is None else one.moved(-fee, -fee)

    def level(self, buyer: int, bundle: Bundle) -> Fraction:
        """The buyer's level at a good and a payment, fee included.

        Raises: `KeyError` for a good that he may not have.
        """
        good, payment = bundle
        if good is None:
            return payment
        one = self.level_map(buyer, good)
        if one is None:
            raise KeyError(self.market.goods[good])
        return one.at(payment)

    def willing(self, buyer: int, level: Fraction) -> list[Fraction | None]:
        """For each good the payment, fee included, that is as bad for the buyer as the level; None for goods that he may not have."""
        row, fee = self.table.rows[buyer], self.market.entry_fee
        if isinstance(row, CostRow):
            cost, kink, slope = row.rank(None, level - fee), row.kink, row.slope
            costs = [cost + Fraction(int(numerator), row.denominator) for numerator in row.numerators]
            amounts = costs if slope == 1 else [total if total <= kink else kink + (total - kink) / slope for total in costs]
            return [amount + fee if may else None for amount, may in zip(amounts, row.permitted, strict=True)]
        maps = (self.level_map(buyer, good) for good in range(self.table.objects))
        return [None if one is None else one.inverse().at(level) for one in maps]

    def bundles(self, prices: Sequence[Fraction], held: Sequence[int | None]) -> tuple[Bundle, ...]:
        """What everybody has and pays at prices, fee included."""
        fee = self.market.entry_fee
        return tuple((good, fee if good is None else prices[good] + fee) for good in held)


def setting(market: UnitDemandMarket) -> Setting:
    """The market's setting.

    Raises: `UsageError` U117 for a smooth preference.
    """
    for buyer in market.buyers:
        if isinstance(buyer.preference, SmoothPreference):
            raise UsageError(
                "U117",
                f'buyer "{buyer.name}"',
                "a smooth preference",
                "exact preferences: quasilinear, borrowing, soft-budget, income or levels",
                "ask for walrasian/minimum, or state the levels by points",
            )
    return Setting(market, Table(tuple(rows_of(market)), tuple(map(market.reserve_price, market.goods))))


def rows_of(market: UnitDemandMarket) -> Iterator[Row]:
    """The levels without the fee of every buyer whose preference is exact, in market order."""
    for buyer, permitted in zip(market.buyers, masks_of(market), strict=True):
        if not isinstance(buyer.preference, SmoothPreference):
            yield row_of(buyer.preference, market, permitted)


def masks_of(market: UnitDemandMarket) -> Iterator[Booleans]:
    """For every buyer which goods he may have; buyers with the same forbidden goods share a mask."""
    masks: dict[tuple[str, ...], Booleans] = {}
    for buyer in market.buyers:
        if buyer.forbidden not in masks:
            forbidden = frozenset(buyer.forbidden)
            masks[buyer.forbidden] = mask([good not in forbidden for good in market.goods])
        yield masks[buyer.forbidden]


def pairs(market: UnitDemandMarket) -> int:
    """The number of pairs of a buyer and a good that he may have."""
    return sum(len(market.goods) - len(buyer.forbidden) for buyer in market.buyers)


def row_of(preference: ExactPreference, market: UnitDemandMarket, permitted: Booleans) -> Row:
    """The levels of a preference without the fee; `permitted`: the goods that its buyer may have."""
    fee = market.entry_fee
    match preference:
        case QuasilinearPreference(values=values):
            return cost_row(*numbers_of(values, market), permitted, Fraction(0), Fraction(1))
        case BorrowingPreference(values=values, cash=cash, rate=rate):
            return cost_row(*numbers_of(values, market), permitted, cash - fee, 1 + rate)
        case SoftBudgetPreference(values=values, budget=budget, steepness=steepness):
            return cost_row(*numbers_of(values, market), permitted, budget - fee, steepness)
        case IncomePreference(wealth=wealth, quality=quality, cap=cap):
            return quality_row(*numbers_of(quality, market), permitted, wealth - fee, cap - fee)
        case LevelsPreference(levels=levels):
            return maps_row([levels[good].moved(fee, fee) if good in levels else None for good in market.goods])


def numbers_of(values: Mapping[str, Fraction], market: UnitDemandMarket) -> tuple[Sequence[int], int]:
    """Numerators for all goods, 0 at those that the buyer may not have, and their denominator."""
    if not isinstance(values, Numbers):
        raise TypeError("values of a valid market are rows")
    if len(values) == len(market.goods):
        return values.numerators, values.denominator
    return [values.numerators[values.places[good]] if good in values.places else 0 for good in market.goods], values.denominator
