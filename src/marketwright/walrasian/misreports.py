"""Misreports that are worth a try, one after another and without end.

By turns and for every buyer: *truncations*, which claim to pay little more than what would have been enough; *greedy* reports, which want one good, at a
little more than that, and hardly anything else; random values; random level maps.  All of them are drawn, so that the same seed gives the same reports.

*Source.* spec walrasian 5 (strategy-proofness) and 1 (eps-greedy preferences).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from marketwright.errors import NumberError
from marketwright.markets.kinds import unit_demand_market
from marketwright.markets.unit_demand import ExactPreference, LevelsPreference, QuasilinearPreference, UnitDemandMarket
from marketwright.markets.validation import validate_market
from marketwright.piecewise import PiecewiseLinear
from marketwright.walrasian.setting import Setting

_LONG, _LARGEST = 10**15, 10**24
_SLOPES = (Fraction(1, 2), Fraction(1), Fraction(1), Fraction(2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What misreports are made from: who has what, for which price without the fee, and for which price it could perhaps be had (`low`)."""

    setting: Setting
    held: tuple[int | None, ...]
    prices: tuple[Fraction, ...]
    low: tuple[Fraction, ...]

    def willing(self, buyer: int) -> dict[int, Fraction]:
        """The price, without the fee, at which each good is as good for the buyer as none."""
        maps = ((good, self.setting.table.map(buyer, good)) for good in range(self.setting.table.objects))
        return {good: one.inverse().at(Fraction()) for good, one in maps if one is not None}

    def gap(self, buyer: int) -> Fraction:
        """By how much the buyer's good might be cheaper; 1 if that is nothing."""
        good = self.held[buyer]
        return Fraction(1) if good is None or self.prices[good] <= self.low[good] else self.prices[good] - self.low[good]


Maker = Callable[[Sight, int, Random], ExactPreference]


def misreports(sight: Sight, random: Random) -> Iterator[tuple[int, ExactPreference]]:
    """Buyers with reports, for ever; none if nobody may have any good."""
    table = sight.setting.table
    buyers = [buyer for buyer in range(table.agents) if any(True for _ in table.permitted(buyer))]
    while buyers:
        for maker in (_truncated, _greedy, _valued, _levelled):
            for buyer in buyers:
                yield buyer, maker(sight, buyer, random)


def reporting(market: UnitDemandMarket, buyer: int, report: ExactPreference) -> UnitDemandMarket | None:
    """The market with the report in place of the buyer's preference; None if its numbers would be too fine together."""
    buyers = (*market.buyers[:buyer], replace(market.buyers[buyer], preference=report), *market.buyers[buyer + 1 :])
    try:
        return unit_demand_market(validate_market(replace(market, buyers=buyers)))
    except NumberError:
        return None


def _truncated(sight: Sight, buyer: int, random: Random) -> ExactPreference:
    more = sight.gap(buyer) * Fraction(random.randint(1, 7), 8)
    return _quasilinear(sight, {good: min(most, sight.low[good] + more) for good, most in sight.willing(buyer).items()})


def _greedy(sight: Sight, buyer: int, random: Random) -> ExactPreference:
    goods, own = list(sight.willing(buyer)), sight.held[buyer]
    wanted = random.choice(goods) if own is None or random.random() < 0.25 else own
    little = sight.gap(buyer) / random.choice((4, 16, 64))
    return _quasilinear(sight, {good: random.choice((sight.low, sight.low, sight.prices))[good] + 2 * little if good == wanted else little for good in goods})


def _valued(sight: Sight, buyer: int, random: Random) -> ExactPreference:
    return _quasilinear(sight, {good: _about(most, random) for good, most in sight.willing(buyer).items()})


def _levelled(sight: Sight, buyer: int, random: Random) -> ExactPreference:
    """Levels that are linear between a few points; half of the time every good is better than none at every payment."""
    classical = random.random() < 0.5
    amounts = {sight.setting.market.goods[good]: _about(most, random) for good, most in sight.willing(buyer).items()}
    return LevelsPreference(levels={name: _level_map(value, random, classical=classical) for name, value in amounts.items()})


def _level_map(value: Fraction, random: Random, *, classical: bool) -> PiecewiseLinear:
    step = max(abs(value), Fraction(1)) / 4
    worth = max(value, step) if classical else value
    x = step * random.randint(-1, 4)
    points = [(_short(x), _short(x) - _short(worth))]
    for _ in range(random.choice((0, 1, 1, 2))):
        x, y = points[-1][0] + _short(step), points[-1][1] + random.choice(_SLOPES) * _short(step)
        points.append((x, min(y, x - _short(step) / 4) if classical else y))
    left, right = random.choice(_SLOPES), random.choice(_SLOPES)
    points = [point for number, point in enumerate(points) if all(point[1] > before[1] for before in points[:number])]
    return PiecewiseLinear(points=tuple(points), left=max(left, Fraction(1)) if classical else left, right=min(right, Fraction(1)) if classical else right)


def _about(most: Fraction, random: Random) -> Fraction:
    """Some part of a number, or a little more than it."""
    return most * Fraction(random.randint(-1, 10), 8)


def _quasilinear(sight: Sight, values: dict[int, Fraction]) -> ExactPreference:
    return QuasilinearPreference(values={sight.setting.market.goods[good]: _short(value) for good, value in values.items()})


def _short(number: Fraction) -> Fraction:
    """The number, or one near to it that has few digits."""
    if abs(number) > _LARGEST:
        return Fraction(_LARGEST if number > 0 else -_LARGEST)
    return number if number.denominator < _LONG else number.limit_denominator(10**9)
