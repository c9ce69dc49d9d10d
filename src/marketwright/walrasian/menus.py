"""What each good would cost each buyer, whatever he says: its least price in the market in which he wants this good alone, at any price.

*Meaning.* In place of the buyer we put one who has a single value, B, and that for the good a alone.  No other buyer would pay B for a, nor is its reserve
price as high.  At the least prices a costs its reserve price, or some other buyer demands it as well, for otherwise only one buyer would demand it and it
would be weakly under-demanded: so it costs less than B.  There his demand is this good alone, as if he wanted it at any price.  Whether prices, allocation
and pointers are a least equilibrium depends on demands only, hence they are one of the market in which he does, and no larger B would change them.

*Source.* `docs/formats/walrasian.md`; spec walrasian 5 (strategy-proofness).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.solvers.matching.extreme import Proved, least_equilibrium
from marketwright.solvers.matching.rows import cost_row, mask
from marketwright.solvers.matching.table import Stopped
from marketwright.walrasian.parts import equilibrium_part
from marketwright.walrasian.setting import Setting

MOST_PAIRS = 100
"""Up to so many pairs of a buyer and a good that he may have, menus are found."""


@dataclass(frozen=True, slots=True)
class Menus:
    """For each buyer and each good that he may have, the least equilibrium if he wants it alone, whatever it costs."""

    setting: Setting
    found: tuple[dict[int, Proved], ...]

    def prices(self) -> dict[str, dict[str, Fraction]]:
        """Buyer -> good -> its least price, by name."""
        market = self.setting.market
        return {
            buyer.name: {market.goods[good]: proved.prices[good] for good, proved in parts.items()}
            for buyer, parts in zip(market.buyers, self.found, strict=True)
        }

    def certificate(self) -> dict[str, dict[str, Any]]:
        """Buyer -> good -> equilibrium part, by name."""
        market = self.setting.market
        return {
            buyer.name: {market.goods[good]: equilibrium_part(self.setting, proved) for good, proved in parts.items()}
            for buyer, parts in zip(market.buyers, self.found, strict=True)
        }


def menus(here: Setting, stopped: Stopped) -> Menus | None:
    """The menus of all buyers; None if `stopped` came first."""
    found: list[dict[int, Proved]] = []
    for buyer in range(here.table.agents):
        parts: dict[int, Proved] = {}
        for good in here.table.permitted(buyer):
            proved = wanting_alone(here, buyer, good, stopped)
            if proved is None:
                return None
            parts[good] = proved
        found.append(parts)
    return Menus(here, tuple(found))


def wanting_alone(here: Setting, buyer: int, good: int, stopped: Stopped) -> Proved | None:
    """The least equilibrium if the buyer wants the good alone, whatever it costs; None if `stopped` came first."""
    table = here.table
    others = (table.map(other, good) for other in range(table.agents) if other != buyer)
    offers = (one.inverse().at(Fraction()) for one in others if one is not None)
    high = max([table.reserves[good], *offers]) + 1
    permitted = [number == good for number in range(table.objects)]
    row = cost_row([high.numerator * may for may in permitted], high.denominator, mask(permitted), Fraction(), Fraction(1))
    return least_equilibrium(table.with_row(buyer, row), stopped)
