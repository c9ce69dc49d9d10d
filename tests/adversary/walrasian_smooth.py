"""Answers about smooth preferences: levels by decimals of sixty digits, prices rounded, and the least residual that they have."""

from decimal import Decimal, localcontext
from fractions import Fraction

from .walrasian_brute import Buyer, Economy
from .walrasian_writer import INPUT
from .writer import answer, num, nums

UNIT = 10**15
SLACK = Fraction(1, 10**12)
FINE = 10**40


def fraction(value: Decimal) -> Fraction:
    return Fraction(round(Fraction(value) * FINE), FINE)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


class SmoothBuyer(Buyer):
    """A buyer whose cost of payments, or whose levels, are no rational numbers."""

    def __init__(self, market: dict, stated: dict) -> None:
        super().__init__(market, stated)
        self.number = Fraction(next((self.told[key] for key in ("rho", "k", "beta") if key in self.told), 0))

    def cost(self, t: Fraction) -> Fraction:
        if self.kind == "quadratic-cost":
            return t + self.number * t * t if t > 0 else t
        with localcontext() as context:
            context.prec = 60
            grown = decimal(self.number * t).exp()
            return fraction((grown - 1 / grown) / 2 / decimal(self.number))

    def payment(self, cost: Fraction) -> Fraction:
        with localcontext() as context:
            context.prec = 60
            if self.kind == "quadratic-cost":
                return fraction((decimal(1 + 4 * self.number * cost).sqrt() - 1) / 2 / decimal(self.number)) if cost > 0 else cost
            size = decimal(self.number * abs(cost))
            return (1 if cost > 0 else -1) * fraction((size + (size * size + 1).sqrt()).ln() / decimal(self.number))

    def level(self, good: str | None, t: Fraction) -> Fraction:
        if good is None or self.kind not in ("quadratic-cost", "sinh-cost", "tanh"):
            return super().level(good, t)
        if self.kind != "tanh":
            return self.payment(self.cost(t) - Fraction(self.table[good]))
        with localcontext() as context:
            context.prec = 60
            grown = decimal(2 * t / self.number).exp()
            return t - Fraction(self.table[good]) + Fraction(self.told["alpha"][good]) * fraction((grown - 1) / (grown + 1))

    def willing(self, good: str | None, s: Fraction) -> Fraction:
        if good is None or self.kind not in ("quadratic-cost", "sinh-cost", "tanh"):
            return super().willing(good, s)
        if self.kind != "tanh":
            return self.payment(self.cost(s) + Fraction(self.table[good]))
        low, high = Fraction(-1000), Fraction(1000)
        while high - low > Fraction(1, 10**20):
            middle = (low + high) / 2
            low, high = (middle, high) if self.level(good, middle) < s else (low, middle)
        return Fraction(round(low * FINE), FINE)


class SmoothEconomy(Economy):
    """A market in which levels count as equal that are close, and prices are rounded."""

    def __init__(self, market: dict) -> None:
        super().__init__(market)
        self.buyers = [SmoothBuyer(market, stated) for stated in market["buyers"]]

    def demand(self, buyer: Buyer, prices: dict) -> list[str | None]:
        levels = {position: self.level(buyer, position, prices) for position in buyer.positions}
        return [position for position in buyer.positions if levels[position] <= min(levels.values()) + SLACK]

    def supports(self, prices: dict, allocation: dict) -> bool:
        """Returns the same with prices that are next to reserve prices taken for them."""
        near = {good: self.reserves[good] for good, price in prices.items() if abs(price - self.reserves[good]) <= SLACK}
        return super().supports(prices | near, allocation)

    def residual(self, prices: dict, allocation: dict, pointers: dict) -> Fraction:
        """Returns by how much chosen levels are above the least ones, at most."""
        chosen = [*allocation.items(), *((name, good) for good, name in pointers.items())]
        buyers, found = {buyer.name: buyer for buyer in self.buyers}, Fraction(0)
        for name, position in chosen:
            buyer = buyers[name]
            found = max(found, self.level(buyer, position, prices) - min(self.level(buyer, other, prices) for other in buyer.positions))
        return found


def numeric(market: dict, tolerance: str | None = None, extra: Fraction = Fraction(1, 10**25)) -> dict:
    """Returns an answer of `walrasian/minimum`, whose residual is the least one and `extra`."""
    economy = SmoothEconomy(market)
    exact, _ = economy.equilibrium("least")
    prices = {g: Fraction(round(p * UNIT), UNIT) if p - economy.reserves[g] > SLACK else economy.reserves[g] for g, p in exact.items()}
    allocation = next(a for a in economy.assignments() if economy.supports(prices, a))
    pointers = economy.least_pointers(prices, allocation)
    residual = economy.residual(prices, allocation, pointers) + extra
    paid = {name: num(economy.fee + (prices[good] if good else 0)) for name, good in allocation.items()}
    outcome = {"prices": nums(prices), "allocation": allocation, "payments": paid, "revenue": num(sum(map(Fraction, paid.values()), Fraction(0)))}
    holds = True if residual <= Fraction(tolerance or "1/1000000000") else None
    findings = [{"claim": claim, "holds": holds, "grade": "numeric", "residual": num(residual)} for claim in ("equilibrium", "minimum-price")]
    written = answer(market, "walrasian/minimum", outcome=outcome, findings=findings, certificate={"pointers": pointers})
    written["parameters"] = {"tie_rule": "any", "tolerance": tolerance or "1/1000000000"}
    return written | ({"input": INPUT | {"tolerance": tolerance}} if tolerance else {})
