"""Paying as one bids: the rule that `walrasian/manipulate` compares with, in which everybody pays what his good is worth to him.

*Source.* `docs/formats/walrasian.md` (walrasian/manipulate); spec walrasian 5.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.solvers.matching.assignment import BestAssignment, best_assignment
from marketwright.walrasian.outcome import named
from marketwright.walrasian.parts import named_duals
from marketwright.walrasian.setting import Bundle, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidAsBid:
    """The allocation of the greatest sum of bids less reserve prices, with its dual numbers.

    A bid is the price at which, with the fee, a buyer is as well off as without a good.
    """

    setting: Setting
    bids: tuple[tuple[Fraction | None, ...], ...]
    best: BestAssignment

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """What everybody has and pays: his bid, and the fee."""
        fee = self.setting.market.entry_fee
        return tuple((good, fee + (0 if good is None else self.bids[buyer][good] or 0)) for buyer, good in enumerate(self.best.positions))

    def enough(self) -> tuple[Fraction, ...]:
        """For each good a bid that is about enough to win it."""
        return tuple(reserve + dual for reserve, dual in zip(self.setting.table.reserves, self.best.objects, strict=True))

    def part(self) -> dict[str, Any]:
        """What a certificate has of it: the allocation, and dual numbers that prove it best."""
        here = self.setting
        return {"allocation": named(here, self.best.positions), "duals": named_duals(here.market, self.best.agents, self.best.objects)}


def paid_as_bid(here: Setting) -> PaidAsBid:
    """What everybody has and pays if he pays as he bids."""
    reserves = here.table.reserves
    fee = here.market.entry_fee
    bids = tuple(tuple(None if amount is None else amount - fee for amount in here.willing(buyer, fee)) for buyer in range(here.table.agents))
    weights = [[None if bid is None else bid - reserve for bid, reserve in zip(row, reserves, strict=True)] for row in bids]
    return PaidAsBid(setting=here, bids=bids, best=best_assignment(weights, [Fraction()] * len(bids), len(reserves)))
