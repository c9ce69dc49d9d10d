"""Preferences whose levels are no rational numbers: what certainly holds of them, from decimals rounded down and up.

The functions exp and ln of `decimal` are correctly rounded, so the neighbours of a result enclose the true value; everything else here is increasing.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from marketcheck.lines import Exact, common, largest
from marketcheck.preferences import Paid, Preference

DIGITS = 40
"""Decimals have so many digits, and those before the point of the largest number of the preference."""
FAR = 2_000
"""Beyond this an argument of exp is replaced by a nearer one, where that is still a bound."""
ROOT_BITS = 256
EXPONENTS = 20_000
LRU_TABLES = 16


class Smooth(Preference):
    """A preference of which only bounds of levels are known."""

    smooth = True


class QuadraticCost(Smooth):
    """A payment t above 0 costs t + rho t^2; a good is worth an amount of cost. Costs are rational, and only the payment of a given cost is not."""

    def __init__(self, goods: Sequence[int], values: Sequence[Exact], rho: Exact) -> None:
        """Keeps the numbers."""
        super().__init__(goods)
        self.values, self.rho = values, rho
        self.denominator = common([*values, rho])

    def cost(self, payment: Exact) -> Exact:
        """Returns what a payment costs."""
        return payment + self.rho * payment * payment if payment > 0 else payment

    def payment_above(self, cost: Exact) -> Exact:
        """Returns a payment of at least this cost, which exceeds it by little."""
        if cost <= 0:
            return cost
        square = 1 + 4 * self.rho * Fraction(cost)
        root = Fraction(isqrt((square.numerator << 2 * ROOT_BITS) // square.denominator), 1 << ROOT_BITS)
        return 2 * cost / (1 + root)

    def within(self, prices: Paid, chosen: Sequence[int], most: Exact, null: int) -> bool:
        """Returns whether the levels of chosen positions certainly exceed no level by more than `most`."""
        amounts = prices.amounts
        costs = {good: self.cost(amounts[good]) - value for good, value in zip(self.goods, self.values, strict=True)} | {null: self.cost(prices.fee)}
        bound = self.cost(self.payment_above(max(costs[position] for position in chosen)) - most)
        return min(costs.values()) >= bound


class Decimals(Smooth, ABC):
    """A preference that is evaluated in decimals; `parameter` is the number beside payments."""

    def __init__(self, goods: Sequence[int], values: Sequence[Exact], parameter: Exact) -> None:
        """Keeps the numbers."""
        super().__init__(goods)
        self.values, self.parameter = values, parameter
        self.denominator = common([*values, parameter])

    def digits(self, fee: Exact) -> int:
        """Returns how many digits numbers have."""
        sizes = (*self.values, fee, self.parameter, 1 / Fraction(self.parameter))
        return DIGITS + len(str(int(largest(sizes))))

    def within(self, prices: Paid, chosen: Sequence[int], most: Exact, null: int) -> bool:
        """Returns whether the levels of chosen positions certainly exceed no level by more than `most`."""
        bounds = self.bounds(prices, null)
        return min(low for low, _ in bounds.values()) >= self.lowered(max(bounds[position][1] for position in chosen), most, self.digits(prices.fee))

    @abstractmethod
    def bounds(self, prices: Paid, null: int) -> dict[int, tuple[Decimal, Decimal]]:
        """Returns bounds below and above the levels of all positions, all under the same increasing map."""

    @abstractmethod
    def lowered(self, above: Decimal, most: Exact, digits: int) -> Decimal:
        """Returns what is at least the image of the level whose image is `above`, less `most`."""


class SinhCost(Decimals):
    """A payment t costs sinh(k t) / k; a good is worth an amount of cost. Everything is compared in costs times k."""

    @property
    def k(self) -> Exact:
        """The parameter."""
        return self.parameter

    def bounds(self, prices: Paid, null: int) -> dict[int, tuple[Decimal, Decimal]]:
        """Returns bounds of costs less values."""
        digits, k = self.digits(prices.fee), self.parameter
        down, up = contexts(digits)
        table, found = sinh_table(tuple(prices.ratios), Fraction(k), digits), dict[int, tuple[Decimal, Decimal]]()
        for good, value in zip(self.goods, self.values, strict=True):
            low, high = table[good]
            worth = k * value
            found[good] = down.subtract(low, rounded(worth, up)), up.subtract(high, rounded(worth, down))
        found[null] = sinh_bounds(k * prices.fee, digits)
        return found

    def lowered(self, above: Decimal, most: Exact, digits: int) -> Decimal:
        """Returns a bound of sinh(arsinh(above) - k most)."""
        if not above.is_finite():
            return above
        return sinh_bounds(Fraction(arsinh_above(above, digits)) - self.parameter * most, digits)[1]


class Tanh(Decimals):
    """A level is the payment less a value, and a number `alpha` times tanh(payment / beta)."""

    def __init__(self, goods: Sequence[int], values: Sequence[Exact], alphas: Sequence[Exact], beta: Exact) -> None:
        """Keeps the numbers."""
        super().__init__(goods, values, beta)
        self.alphas = alphas
        self.denominator = common([*values, *alphas, beta])

    def bounds(self, prices: Paid, null: int) -> dict[int, tuple[Decimal, Decimal]]:
        """Returns bounds of levels."""
        digits = self.digits(prices.fee)
        down, up = contexts(digits)
        table, found = tanh_table(tuple(prices.ratios), Fraction(self.parameter), digits), dict[int, tuple[Decimal, Decimal]]()
        for good, value, alpha in zip(self.goods, self.values, self.alphas, strict=True):
            net, bounds = prices.amounts[good] - value, table[good]
            low, high = bounds if alpha >= 0 else bounds[::-1]
            found[good] = (
                down.add(rounded(net, down), down.multiply(rounded(alpha, down if low >= 0 else up), low)),
                up.add(rounded(net, up), up.multiply(rounded(alpha, up if high >= 0 else down), high)),
            )
        found[null] = rounded(prices.fee, down), rounded(prices.fee, up)
        return found

    def lowered(self, above: Decimal, most: Exact, digits: int) -> Decimal:
        """Returns a bound of the difference."""
        down, up = contexts(digits)
        return up.subtract(above, rounded(most, down))


@lru_cache(maxsize=LRU_TABLES)
def contexts(digits: int) -> tuple[Context, Context]:
    """Returns contexts that round down and up."""
    down, up = (Context(prec=digits, rounding=way, Emin=-EXPONENTS, Emax=EXPONENTS) for way in (ROUND_FLOOR, ROUND_CEILING))
    return down, up


def rounded(number: Exact, context: Context) -> Decimal:
    """Returns the number, rounded as the context says."""
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


def exp_bounds(x: Exact, digits: int) -> tuple[Decimal, Decimal]:
    """Returns bounds of exp(x), with 0 and infinity where x is far out."""
    down, up = contexts(digits)
    low = down.next_minus(down.exp(rounded(min(x, FAR), down))) if x >= -FAR else Decimal(0)
    high = up.next_plus(up.exp(rounded(max(x, -FAR), up))) if x <= FAR else Decimal("Infinity")
    return low, high


def sinh_bounds(x: Exact, digits: int) -> tuple[Decimal, Decimal]:
    """Returns bounds of sinh(x) = (exp(x) - 1 / exp(x)) / 2, which increases with exp(x)."""
    down, up = contexts(digits)
    low, high = exp_bounds(x, digits)
    least = down.divide(down.subtract(low, up.divide(Decimal(1), low)), Decimal(2)) if low else Decimal("-Infinity")
    most = up.divide(up.subtract(high, down.divide(Decimal(1), high)), Decimal(2)) if high.is_finite() else high
    return least, most


def tanh_bounds(x: Exact, digits: int) -> tuple[Decimal, Decimal]:
    """Returns bounds of tanh(x) = 1 - 2 / (exp(2x) + 1), which increases with exp(2x)."""
    down, up = contexts(digits)
    low, high = exp_bounds(2 * x, digits)
    least = down.subtract(Decimal(1), up.divide(Decimal(2), down.add(low, Decimal(1))))
    most = up.subtract(Decimal(1), down.divide(Decimal(2), up.add(high, Decimal(1))))
    return least, most


def log1p_exp_bounds(x: Exact, digits: int) -> tuple[Fraction, Fraction]:
    """Returns bounds of ln(1 + exp(x)), which is x and that of -x."""
    down, up = contexts(digits)
    low, high = exp_bounds(min(x, -x), digits)
    least = max(Decimal(0), down.next_minus(down.ln(down.add(low, Decimal(1)))))
    most = up.next_plus(up.ln(up.add(high, Decimal(1))))
    more = max(x, Fraction(0))
    return more + Fraction(least), more + Fraction(most)


def log_cosh_bounds(x: Exact, digits: int) -> tuple[Fraction, Fraction]:
    """Returns bounds of ln(cosh(x)) = |x| + ln(1 + exp(-2|x|)) - ln(2)."""
    down, up = contexts(digits)
    size = max(x, -x)
    low, high = log1p_exp_bounds(-2 * size, digits)
    most, least = up.next_plus(up.ln(Decimal(2))), down.next_minus(down.ln(Decimal(2)))
    return size + low - Fraction(most), size + high - Fraction(least)


def arsinh_above(x: Decimal, digits: int) -> Decimal:
    """Returns a bound above arsinh(x) = ln(x + sqrt(x^2 + 1)) for x >= 0, and minus that of -x below 0."""
    down, up = contexts(digits)
    side = up if x >= 0 else down
    size = side.abs(x)
    square = side.add(side.multiply(size, size), Decimal(1))
    root = side.sqrt(square)
    root = side.next_plus(root) if x >= 0 else side.next_minus(root)
    found = side.ln(side.add(size, root))
    return side.next_plus(found) if x >= 0 else side.minus(side.next_minus(found))


@lru_cache(maxsize=LRU_TABLES)
def sinh_table(ratios: tuple[tuple[int, int], ...], k: Fraction, digits: int) -> list[tuple[Decimal, Decimal]]:
    """Returns bounds of sinh(k t) for every t."""
    return [sinh_bounds(k * Fraction(*ratio), digits) for ratio in ratios]


@lru_cache(maxsize=LRU_TABLES)
def tanh_table(ratios: tuple[tuple[int, int], ...], beta: Fraction, digits: int) -> list[tuple[Decimal, Decimal]]:
    """Returns bounds of tanh(t / beta) for every t."""
    return [tanh_bounds(Fraction(*ratio) / beta, digits) for ratio in ratios]
