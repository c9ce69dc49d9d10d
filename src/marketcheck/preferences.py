"""What a buyer of at most one good prefers (`docs/formats/unit-demand.md`), where it is piecewise linear: levels in exact arithmetic."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketcheck.conditions import Unreadable
from marketcheck.lines import Exact, Line, Ratio, common, times

SMOOTH = "levels of a smooth preference are not rational: only walrasian/minimum answers such a market"


@dataclass(frozen=True, slots=True)
class Paid:
    """What each good costs a buyer who gets it, and the entry fee, which he pays without a good."""

    amounts: Sequence[Exact]
    ratios: Sequence[Ratio]
    fee: Exact


def paid(prices: Sequence[Exact], fee: Exact) -> Paid:
    """Returns what is paid at these prices."""
    amounts = [price + fee for price in prices]
    return Paid(amounts, [amount.as_integer_ratio() for amount in amounts], fee)


class Preference:
    """The levels of the goods that a buyer may have, which stand in market order."""

    smooth = False
    denominator = 1
    """The common denominator of all numbers."""

    def __init__(self, goods: Sequence[int]) -> None:
        """Keeps the goods."""
        self.goods = goods

    def number(self, good: int) -> int:
        """Returns the number of a good among those that he may have, or -1."""
        k = bisect_left(self.goods, good)
        return k if k < len(self.goods) and self.goods[k] == good else -1

    def level(self, good: int, amount: Exact) -> Exact:
        """Returns the level of having the good and paying the amount, where it is rational."""
        raise Unreadable("market", SMOOTH)

    def willing(self, good: int, level: Exact) -> Exact:
        """Returns the payment for the good that is at this level."""
        raise Unreadable("market", SMOOTH)

    def desirable(self, good: int) -> bool:
        """Returns whether having the good is better than not, whatever is paid."""
        raise Unreadable("market", SMOOTH)

    def compared(self, prices: Paid) -> tuple[list[int], list[int], Ratio]:
        """Returns numerators and denominators of the goods' levels, and the level of nothing, all of them under the same increasing map."""
        ratios = [self.level(good, prices.amounts[good]).as_integer_ratio() for good in self.goods]
        return [num for num, _ in ratios], [den for _, den in ratios], prices.fee.as_integer_ratio()

    def demand(self, prices: Paid, null: int) -> list[int]:
        """Returns the goods of the least level, in market order; `null` is the last if it belongs to them."""
        numerators, denominators, (least, part) = self.compared(prices)
        found, nothing = list[int](), True
        for good, numerator, denominator in zip(self.goods, numerators, denominators, strict=True):
            left, right = numerator * part, least * denominator
            if left <= right:
                if left < right:
                    found, nothing, least, part = [], False, numerator, denominator
                found.append(good)
        return [*found, null] if nothing else found

    def within(self, prices: Paid, chosen: Sequence[int], most: Exact, null: int) -> bool:
        """Returns whether the levels of chosen positions certainly exceed no level by more than `most`."""
        levels = {good: self.level(good, prices.amounts[good]) for good in self.goods} | {null: prices.fee}
        return max(levels[position] for position in chosen) - most <= min(levels.values())


class ByCost(Preference):
    """A payment costs itself up to the kink and `slope` times as much beyond; a good is worth an amount of cost."""

    def __init__(self, goods: Sequence[int], values: Sequence[Exact], kink: Exact = 0, slope: Exact = 1) -> None:
        """Brings the values to a common denominator, times one that makes costs integers where payments are."""
        super().__init__(goods)
        self.values, self.kink, self.slope = values, kink, slope
        self.cost = Line([kink], [kink], 1, slope)
        self.denominator = common([*values, slope, kink])
        self.scale = common([*values, slope]) * kink.denominator
        self.scaled = times(values, self.scale)

    def level(self, good: int, amount: Exact) -> Exact:
        """Returns the payment that costs as much as this one, less what the good is worth."""
        value = self.values[self.number(good)]
        return amount - value if self.slope == 1 else self.cost.inverse().at(self.cost.at(amount) - value)

    def willing(self, good: int, level: Exact) -> Exact:
        """Returns the payment that costs as much as the level and what the good is worth."""
        value = self.values[self.number(good)]
        return level + value if self.slope == 1 else self.cost.inverse().at(self.cost.at(level) + value)

    def desirable(self, good: int) -> bool:
        """Returns whether the good is worth something."""
        return self.values[self.number(good)] > 0

    def compared(self, prices: Paid) -> tuple[list[int], list[int], Ratio]:
        """Returns costs less values, times the scale."""
        fee, scale = (self.cost.at(prices.fee) * self.scale).as_integer_ratio(), self.scale
        ratios = prices.ratios if isinstance(self.goods, range) else [prices.ratios[good] for good in self.goods]
        if self.slope == 1:
            costs = [scale * num - value * den for (num, den), value in zip(ratios, self.scaled, strict=True)]
        else:
            steep, (kink, part) = int(self.slope * scale), self.kink.as_integer_ratio()
            extra = int((self.slope - 1) * self.kink * scale)
            costs = [
                (scale * num if num * part <= kink * den else steep * num - extra * den) - value * den
                for (num, den), value in zip(ratios, self.scaled, strict=True)
            ]
        return costs, [den for _, den in ratios], fee


class Income(Preference):
    """What a buyer of some wealth keeps is worth a multiple with a good, up to a payment `cap`."""

    def __init__(self, goods: Sequence[int], quality: Sequence[Exact], wealth: Exact, cap: Exact) -> None:
        """Brings the multiples to a common denominator, and wealth and cap to another."""
        super().__init__(goods)
        self.quality, self.wealth, self.cap = quality, wealth, cap
        self.denominator = common([*quality, wealth, cap])
        self.scale, self.unit = common(quality), common([wealth, cap])
        self.scaled = times(quality, self.scale)

    def level(self, good: int, amount: Exact) -> Exact:
        """Returns the wealth less the multiple of what is kept."""
        beyond = max(0, amount - self.cap)
        return self.wealth - self.quality[self.number(good)] * (self.wealth - amount + beyond) + beyond

    def willing(self, good: int, level: Exact) -> Exact:
        """Returns the payment at this level."""
        quality = self.quality[self.number(good)]
        beyond = max(0, level - self.level(good, self.cap))
        return self.wealth - (self.wealth - level + beyond) / Fraction(quality) + beyond

    def desirable(self, good: int) -> bool:
        """Returns that every good is."""
        return self.number(good) >= 0

    def compared(self, prices: Paid) -> tuple[list[int], list[int], Ratio]:
        """Returns levels, times both denominators."""
        scale, unit, wealth, cap = self.scale, self.unit, int(self.wealth * self.unit), int(self.cap * self.unit)
        numerators, ratios = list[int](), [prices.ratios[good] for good in self.goods]
        for (num, den), quality in zip(ratios, self.scaled, strict=True):
            amount, most = unit * num, cap * den
            if amount <= most:
                numerators.append(scale * wealth * den - quality * (wealth * den - amount))
            else:
                numerators.append(scale * wealth * den - quality * (wealth - cap) * den + scale * (amount - most))
        return numerators, [den for _, den in ratios], (prices.fee * scale * unit).as_integer_ratio()


class ByLevels(Preference):
    """The levels of each good are a map of their own."""

    def __init__(self, goods: Sequence[int], lines: Sequence[Line]) -> None:
        """Keeps the maps."""
        super().__init__(goods)
        self.lines = lines
        self.denominator = common(number for line in lines for number in (*line.xs, *line.ys, line.left, line.right))

    def compared(self, prices: Paid) -> tuple[list[int], list[int], Ratio]:
        """Returns the levels."""
        ratios = [line.ratio_at(*prices.ratios[good]) for good, line in zip(self.goods, self.lines, strict=True)]
        return [num for num, _ in ratios], [den for _, den in ratios], prices.fee.as_integer_ratio()

    def level(self, good: int, amount: Exact) -> Exact:
        """Returns the map's value."""
        return self.lines[self.number(good)].at(amount)

    def willing(self, good: int, level: Exact) -> Exact:
        """Returns the inverse map's value."""
        return self.lines[self.number(good)].inverse().at(level)

    def desirable(self, good: int) -> bool:
        """Returns whether the map stays below its argument."""
        return self.lines[self.number(good)].below()


class Alone(Preference):
    """A buyer who wants one good, whatever it costs; he has no levels."""

    def demand(self, prices: Paid, null: int) -> list[int]:
        """Returns the good."""
        return [*self.goods]
