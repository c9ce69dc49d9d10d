"""Unit-demand markets by brute force, for a few buyers and goods: levels in fractions, equilibria by trying every allocation.

The least and the greatest prices at an allocation follow from bounds that one price sets to another; the least of all are those of some allocation.
A position is the name of a good, or None.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

ZERO = Fraction(0)


class Buyer:
    """A buyer's levels, straight from the page."""

    def __init__(self, market: dict, stated: dict) -> None:
        self.name, self.told = stated["name"], stated["preference"]
        self.kind = self.told["type"]
        table = next(self.told[key] for key in ("values", "quality", "levels") if key in self.told)
        self.goods = [good for good in market["goods"] if good in table]
        self.positions = [*self.goods, None]
        self.table = table
        if self.kind in ("borrowing", "soft-budget"):
            kink = Fraction(self.told.get("cash", self.told.get("budget", 0)))
            slope = 1 + Fraction(self.told["rate"]) if "rate" in self.told else Fraction(self.told["steepness"])
            self.points, self.left, self.right = [(kink, kink)], Fraction(1), slope

    def level(self, good: str | None, t: Fraction) -> Fraction:
        if good is None:
            return t
        if self.kind == "quasilinear":
            return t - Fraction(self.table[good])
        if self.kind in ("borrowing", "soft-budget"):
            cost = line(self.points, self.left, self.right, t) - Fraction(self.table[good])
            return unline(self.points, self.left, self.right, cost)
        if self.kind == "income":
            wealth, cap, quality = Fraction(self.told["wealth"]), Fraction(self.told["cap"]), Fraction(self.table[good])
            return line([(cap, wealth - quality * (wealth - cap))], quality, Fraction(1), t)
        return line(*self.line_of(good), t)

    def willing(self, good: str | None, s: Fraction) -> Fraction:
        if good is None:
            return s
        if self.kind == "quasilinear":
            return s + Fraction(self.table[good])
        if self.kind in ("borrowing", "soft-budget"):
            return unline(self.points, self.left, self.right, line(self.points, self.left, self.right, s) + Fraction(self.table[good]))
        if self.kind == "income":
            wealth, cap, quality = Fraction(self.told["wealth"]), Fraction(self.told["cap"]), Fraction(self.table[good])
            return unline([(cap, wealth - quality * (wealth - cap))], quality, Fraction(1), s)
        return unline(*self.line_of(good), s)

    def line_of(self, good: str) -> tuple:
        stated = self.table[good]
        return [(Fraction(x), Fraction(y)) for x, y in stated["points"]], Fraction(stated["left"]), Fraction(stated["right"])

    def desirable(self, good: str) -> bool:
        """Looks at all points, and far away on both sides."""
        far = Fraction(10) ** 12
        corners = [x for x, _ in self.line_of(good)[0]] if self.kind == "levels" else [ZERO]
        return all(self.level(good, t) < t for t in [*corners, -far, far])


def line(points: list, left: Fraction, right: Fraction, x: Fraction) -> Fraction:
    if x <= points[0][0]:
        return points[0][1] - left * (points[0][0] - x)
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1] + right * (x - points[-1][0])


def unline(points: list, left: Fraction, right: Fraction, y: Fraction) -> Fraction:
    return line([(b, a) for a, b in points], 1 / left, 1 / right, y)


class Economy:
    """A market's buyers, reserve prices, seller's values and fee; `alone` says of a buyer which good he wants at any price."""

    def __init__(self, market: dict, alone: dict[str, str] | None = None) -> None:
        self.market, self.goods = market, market["goods"]
        self.buyers = [Buyer(market, stated) for stated in market["buyers"]]
        self.names = [buyer.name for buyer in self.buyers]
        self.alone = alone or {}
        self.values = {good: Fraction(market.get("seller_values", {}).get(good, 0)) for good in self.goods}
        self.reserves = {good: Fraction(market.get("reserve_prices", {}).get(good, self.values[good])) for good in self.goods}
        self.fee = Fraction(market.get("entry_fee", 0))

    def level(self, buyer: Buyer, position: str | None, prices: dict) -> Fraction:
        return buyer.level(position, self.fee + (prices[position] if position else 0))

    def demand(self, buyer: Buyer, prices: dict) -> list[str | None]:
        if buyer.name in self.alone:
            return [self.alone[buyer.name]]
        levels = {position: self.level(buyer, position, prices) for position in buyer.positions}
        return [position for position in buyer.positions if levels[position] == min(levels.values())]

    def assignments(self) -> Iterator[dict[str, str | None]]:
        """Yields every way to give each buyer one of his positions, no good twice, in the order of the tie rule."""

        def fill(k: int, left: frozenset) -> Iterator[dict]:
            if k == len(self.buyers):
                yield {}
                return
            for position in self.buyers[k].positions:
                if position is None or position in left:
                    for rest in fill(k + 1, left - {position}):
                        yield {self.names[k]: position, **rest}

        yield from sorted(fill(0, frozenset(self.goods)), key=self.vector)

    def vector(self, allocation: dict) -> list[int]:
        holder = {good: k for k, good in enumerate(allocation[name] for name in self.names) if good}
        return [holder.get(good, len(self.names)) for good in self.goods]

    def supports(self, prices: dict, allocation: dict) -> bool:
        """Returns whether prices and allocation are an equilibrium."""
        if any(prices[good] < self.reserves[good] or (good not in allocation.values() and prices[good] > self.reserves[good]) for good in self.goods):
            return False
        return all(allocation[buyer.name] in self.demand(buyer, prices) for buyer in self.buyers)

    def equilibrium_allocations(self, prices: dict) -> list[dict]:
        return [allocation for allocation in self.assignments() if self.supports(prices, allocation)]

    def over_demanded(self, prices: dict) -> set[str] | None:
        for size in range(1, len(self.goods) + 1):
            for goods in combinations(self.goods, size):
                if len(self.captives(prices, {*goods})) > size:
                    return {*goods}
        return None

    def captives(self, prices: dict, goods: set) -> list[str]:
        return [buyer.name for buyer in self.buyers if {*self.demand(buyer, prices)} <= goods]

    def takers(self, prices: dict, goods: set) -> list[str]:
        return [buyer.name for buyer in self.buyers if {*self.demand(buyer, prices)} & goods]

    def under_demanded(self, prices: dict, slack: int) -> set[str] | None:
        """Returns a set of competitive goods that at most `slack` less buyers than goods demand: 1 for under-demanded sets, 0 for weakly."""
        above = [good for good in self.goods if prices[good] > self.reserves[good]]
        for size in range(1, len(above) + 1):
            for goods in combinations(above, size):
                if len(self.takers(prices, {*goods})) <= size - slack:
                    return {*goods}
        return None

    def priced(self, allocation: dict, sense: str) -> dict | None:
        """Returns the least or the greatest prices at which the allocation is an equilibrium, by bounds on prices that are handed on from good to good."""
        holder = {position: name for name, position in allocation.items() if position}
        buyers, prices = {buyer.name: buyer for buyer in self.buyers}, dict(self.reserves)
        if sense == "greatest":
            for good, name in holder.items():
                if name not in self.alone:
                    prices[good] = buyers[name].willing(good, self.fee) - self.fee
        for _ in range(len(self.goods) + 1):
            before = dict(prices)
            for good in self.goods if sense == "least" else holder:
                if sense == "least":
                    rivals = [buyer for name, buyer in buyers.items() if name not in self.alone and good in buyer.goods and allocation[name] != good]
                    wanted = [buyer.willing(good, self.level(buyer, allocation[buyer.name], before)) - self.fee for buyer in rivals]
                    prices[good] = max([self.reserves[good], *wanted])
                elif holder[good] not in self.alone:
                    buyer = buyers[holder[good]]
                    others = [self.level(buyer, position, before) for position in buyer.positions if position != good]
                    prices[good] = buyer.willing(good, min(others)) - self.fee
            if prices == before:
                break
        return prices if self.supports(prices, allocation) else None

    def equilibrium(self, sense: str) -> tuple[dict, dict]:
        """Returns the least or greatest prices, and the first allocation at them."""
        found = [prices for allocation in self.assignments() if (prices := self.priced(allocation, sense)) is not None]
        prices = (min if sense == "least" else max)(found, key=lambda prices: sum(prices.values()))
        return prices, self.equilibrium_allocations(prices)[0]

    def least_pointers(self, prices: dict, allocation: dict) -> dict:
        """Returns pointers to buyers, found from the way out backwards."""
        above = {good for good in self.goods if prices[good] > self.reserves[good]}
        outside, pointers = [buyer for buyer in self.buyers if allocation[buyer.name] not in above], {}
        for buyer in outside:
            for good in self.demand(buyer, prices):
                if good in above and good not in pointers:
                    pointers[good] = buyer.name
                    outside += [other for other in self.buyers if allocation[other.name] == good]
        return pointers

    def greatest_pointers(self, prices: dict, allocation: dict) -> dict:
        """Returns pointers to positions, found from the way out backwards."""
        sold = {position: name for name, position in allocation.items() if position}
        demands = {buyer.name: self.demand(buyer, prices) for buyer in self.buyers}
        outside, pointers = [None, *(good for good in self.goods if good not in sold)], {}
        for position in outside:
            for good, name in sold.items():
                if good not in pointers and position != good and position in demands[name]:
                    pointers[good] = position
                    outside.append(good)
        return pointers
