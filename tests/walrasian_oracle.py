"""Brute force for unit-demand markets (paper 003) of up to five buyers and goods, straight from the definitions; shares no code with marketwright.

Works on market documents (plain dictionaries) with preferences of exact types, in fractions. Buyers and goods are their places in market order. A position is
the place of a good, or None without a good. Prices are a tuple with one fraction for each good, the entry fee not included; an allocation is a tuple with one
position for each buyer; a bundle is a pair of a position and a payment, the entry fee included. `single` says of some buyers {buyer: good} that they
want this good alone, at any price, whatever the document says of them.
"""

from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, permutations
from math import lcm


def fraction(number):
    """A number of a document; a float is read by its digits."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


# Levels.


def maps(preference, good):
    """The level of the good at a payment, and its inverse, the willingness to pay at a level: two functions."""
    kind = preference["type"]
    if kind == "quasilinear":
        value = fraction(preference["values"][good])
        return lambda payment: payment - value, lambda level: level + value
    if kind in ("borrowing", "soft-budget"):
        value = fraction(preference["values"][good])
        if kind == "borrowing":
            kink, slope = fraction(preference["cash"]), 1 + fraction(preference["rate"])
        else:
            kink, slope = fraction(preference["budget"]), fraction(preference["steepness"])
        assert kink >= 0
        assert slope >= 1

        def cost(payment):
            return payment if payment <= kink else kink + slope * (payment - kink)

        def payment_of(total):
            return total if total <= kink else kink + (total - kink) / slope

        return lambda payment: payment_of(cost(payment) - value), lambda level: payment_of(cost(level) + value)
    if kind == "income":
        wealth, quality, cap = fraction(preference["wealth"]), fraction(preference["quality"][good]), fraction(preference["cap"])
        assert quality > 1
        assert cap < wealth
        level_at_cap = wealth - quality * (wealth - cap)

        def income_level(payment):
            return wealth - quality * (wealth - payment) if payment <= cap else level_at_cap + payment - cap

        def income_payment(level):
            return wealth - (wealth - level) / quality if level <= level_at_cap else cap + level - level_at_cap

        return income_level, income_payment
    assert kind == "levels", kind
    stated = preference["levels"][good]
    points = [(fraction(x), fraction(y)) for x, y in stated["points"]]
    left, right = fraction(stated["left"]), fraction(stated["right"])
    backwards = [(y, x) for x, y in points]
    return lambda payment: _linear(points, left, right, payment), lambda level: _linear(backwards, 1 / left, 1 / right, level)


def _linear(points, left, right, argument):
    first, last = points[0], points[-1]
    if argument <= first[0]:
        return first[1] + left * (argument - first[0])
    if argument >= last[0]:
        return last[1] + right * (argument - last[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        if x <= argument <= next_x:
            return y + (next_y - y) * (argument - x) / (next_x - x)
    raise AssertionError(points)


def is_desirable(preference, good):
    """Whether having the good is better than not at every payment."""
    if preference["type"] == "income":
        return True
    if preference["type"] != "levels":
        return fraction(preference["values"][good]) > 0
    stated = preference["levels"][good]
    return fraction(stated["left"]) >= 1 >= fraction(stated["right"]) and all(fraction(y) < fraction(x) for x, y in stated["points"])


def best_assignment(weights, idle):
    """The greatest sum of weights, and the first assignment that has it; `weights[i][a]` is None where i may not have a, `idle[i]` counts without a good."""
    size, goods = len(weights), len(weights[0]) if weights else 0
    scale = lcm(*(entry.denominator for row in (*weights, idle) for entry in row if entry is not None))
    whole = [[None if entry is None else int(entry * scale) for entry in row] for row in weights]
    rest = [int(entry * scale) for entry in idle]

    @cache
    def best(buyer, taken):
        if buyer == size:
            return 0, ()
        total, places = best(buyer + 1, taken)
        found = (rest[buyer] + total, (None, *places))
        for good in range(goods):
            weight = whole[buyer][good]
            if weight is not None and not taken >> good & 1:
                total, places = best(buyer + 1, taken | 1 << good)
                if weight + total > found[0]:
                    found = (weight + total, (good, *places))
        return found

    total, places = best(0, 0)
    return Fraction(total, scale), places


class Market:
    """A market document: what its definitions say of prices, allocations and bundles."""

    def __init__(self, document):
        self.document = document
        self.goods, self.names = list(document["goods"]), [buyer["name"] for buyer in document["buyers"]]
        self.size, self.width = len(self.names), len(self.goods)
        values, reserves = document.get("seller_values", {}), document.get("reserve_prices", {})
        self.seller = tuple(fraction(values.get(good, 0)) for good in self.goods)
        self.reserves = tuple(fraction(reserves.get(good, values.get(good, 0))) for good in self.goods)
        self.fee = fraction(document.get("entry_fee", 0))
        assert min((*self.seller, *self.reserves), default=0) >= 0
        self.preferences = [buyer["preference"] for buyer in document["buyers"]]
        self.permitted, self._levels, self._payments = [], [], []
        for buyer in document["buyers"]:
            forbidden = buyer.get("forbidden", ())
            assert {*forbidden} <= {*self.goods}
            self.permitted.append([place for place, good in enumerate(self.goods) if good not in forbidden])
            both = [maps(buyer["preference"], self.goods[good]) if good in self.permitted[-1] else (None, None) for good in range(self.width)]
            self._levels.append([level and cache(level) for level, _ in both])
            self._payments.append([payment and cache(payment) for _, payment in both])
        self._kept = {}

    def _keep(self, key, find):
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]

    # Names and places.

    def by_good(self, prices):
        """Prices, or other numbers of goods, as {name: number}."""
        return dict(zip(self.goods, prices, strict=True))

    def by_buyer(self, entries):
        """Entries of buyers as {name: entry}."""
        return dict(zip(self.names, entries, strict=True))

    def name(self, position):
        """The name of a position (None without a good)."""
        return None if position is None else self.goods[position]

    def place(self, name):
        """The position of a name."""
        return None if name is None else self.goods.index(name)

    def prices_of(self, named):
        """Prices of {good: number}."""
        assert sorted(named) == sorted(self.goods)
        return tuple(fraction(named[good]) for good in self.goods)

    def allocation_of(self, named):
        """The allocation of {buyer: good or None}; None if it is none: a good twice, or one that its buyer may not have."""
        assert sorted(named) == sorted(self.names)
        places = tuple(self.place(named[name]) for name in self.names)
        return places if self.is_allocation(places) else None

    def is_allocation(self, places):
        """Whether no good stands twice and everybody has one of his positions."""
        sold = [place for place in places if place is not None]
        return len(sold) == len({*sold}) and all(place is None or place in self.permitted[buyer] for buyer, place in enumerate(places))

    # Levels and demand.

    def level(self, buyer, position, payment):
        """The buyer's level at a bundle: the payment without a good that is as bad."""
        return payment if position is None else self._levels[buyer][position](payment)

    def willing(self, buyer, position, level):
        """The payment that makes the position as good as a level."""
        return level if position is None else self._payments[buyer][position](level)

    def level_at(self, buyer, position, prices):
        """The buyer's level at a position at prices; everybody pays the fee."""
        return self.fee if position is None else self._levels[buyer][position](prices[position] + self.fee)

    def price_at(self, buyer, good, level):
        """The price at which the good has the level for the buyer."""
        return self._payments[buyer][good](level) - self.fee

    def demand(self, buyer, prices, single=()):
        """D_i: the positions of least level, goods in market order, None last."""
        if buyer in single:
            return (single[buyer],)
        levels = [(self.level_at(buyer, position, prices), position) for position in (*self.permitted[buyer], None)]
        least = min(level for level, _ in levels)
        return tuple(position for level, position in levels if level == least)

    def demands(self, prices, single=()):
        """All buyers' demands."""
        return [self.demand(buyer, prices, single) for buyer in range(self.size)]

    def competitive(self, prices):
        """The goods whose price is above the reserve price."""
        return [good for good in range(self.width) if prices[good] > self.reserves[good]]

    # Excess demand, by all sets of goods.

    def _sets(self, goods):
        return [some for size in range(1, len(goods) + 1) for some in combinations(goods, size)]

    def over_demanded(self, prices, single=()):
        """All over-demanded sets with the buyers whose demand lies inside: [(goods, buyers)]."""
        demands = [{*demand} for demand in self.demands(prices, single)]
        counted = [(some, tuple(buyer for buyer, demand in enumerate(demands) if demand <= {*some})) for some in self._sets(range(self.width))]
        return [(some, buyers) for some, buyers in counted if len(buyers) > len(some)]

    def _wanted(self, prices, single):
        demands = [{*demand} for demand in self.demands(prices, single)]
        return [(some, tuple(buyer for buyer, demand in enumerate(demands) if demand & {*some})) for some in self._sets(self.competitive(prices))]

    def under_demanded(self, prices, single=()):
        """All under-demanded sets with the buyers who demand any of their goods: [(goods, buyers)]."""
        return [(some, buyers) for some, buyers in self._wanted(prices, single) if len(buyers) < len(some)]

    def weakly_under_demanded(self, prices, single=()):
        """All weakly under-demanded (non-empty) sets, likewise."""
        return [(some, buyers) for some, buyers in self._wanted(prices, single) if len(buyers) <= len(some)]

    def reserves_met(self, prices):
        """Whether no price is below the reserve price."""
        return all(price >= reserve for price, reserve in zip(prices, self.reserves, strict=True))

    def are_equilibrium_prices(self, prices, single=()):
        """By the sets: reserve prices are met, none is over-demanded, none under-demanded."""
        return self.reserves_met(prices) and not self.over_demanded(prices, single) and not self.under_demanded(prices, single)

    def are_least_prices(self, prices, single=()):
        """By the sets (Fact 4): reserve prices are met, none is over-demanded, none weakly under-demanded."""
        return self.reserves_met(prices) and not self.over_demanded(prices, single) and not self.weakly_under_demanded(prices, single)

    # Equilibria.

    def complaints(self, prices, places, single=()):
        """Why this is no equilibrium: ("reserve", good), ("unsold", good), ("demand", buyer)."""
        assert self.is_allocation(places)
        found = [("reserve", good) for good in range(self.width) if prices[good] < self.reserves[good]]
        found += [("unsold", good) for good in self.competitive(prices) if good not in places]
        return found + [("demand", buyer) for buyer, place in enumerate(places) if place not in self.demand(buyer, prices, single)]

    def assignments(self, single=()):
        """All allocations."""

        def fill(buyer, places):
            if buyer == self.size:
                yield places
                return
            for position in (single[buyer],) if buyer in single else (*self.permitted[buyer], None):
                if position is None or position not in places:
                    yield from fill(buyer + 1, (*places, position))

        yield from fill(0, ())

    def allocations(self, prices):
        """All allocations that are an equilibrium at the prices, in the order of the tie rule's vectors (for each good the place of its buyer, unsold last)."""
        demands = self.demands(prices)

        def fill(good, holders):
            if good == self.width:
                if all(buyer in holders or None in demand for buyer, demand in enumerate(demands)):
                    yield tuple(holders.get(buyer) for buyer in range(self.size))
                return
            for buyer, demand in enumerate(demands):
                if buyer not in holders and good in demand:
                    yield from fill(good + 1, {**holders, buyer: good})
            if prices[good] == self.reserves[good]:
                yield from fill(good + 1, holders)

        return list(fill(0, {})) if self.reserves_met(prices) else []

    def kernel_least(self, places, single=()):
        """The least prices of an allocation as spec 4.1 has them (m rounds from the reserve prices); an equilibrium only if they pass `complaints`."""
        prices = self.reserves
        for _ in range(self.width):
            raised = list(prices)
            for buyer, place in enumerate(places):
                if buyer not in single:
                    level = self.level_at(buyer, place, prices)
                    for good in self.permitted[buyer]:
                        raised[good] = max(raised[good], self.price_at(buyer, good, level)) if good != place else raised[good]
            prices = tuple(raised)
        return prices

    def kernel_greatest(self, places):
        """The greatest prices of an allocation, likewise; from the willingness to pay downwards."""
        holders = {place: buyer for buyer, place in enumerate(places) if place is not None}
        prices = [self.price_at(holders[good], good, self.fee) if good in holders else self.reserves[good] for good in range(self.width)]
        for _ in range(self.width):
            lowered = list(prices)
            for good, buyer in holders.items():
                others = [position for position in (*self.permitted[buyer], None) if position != good]
                lowered[good] = min(self.price_at(buyer, good, self.level_at(buyer, position, prices)) for position in others)
            prices = lowered
        return tuple(prices)

    def least(self, single=()):
        """The least equilibrium prices: componentwise least among the least prices of all assignments, which has to be found itself.

        The search decides buyer by buyer. Prices that the decided buyers enforce are below those of every completion, so a branch ends where they leave a
        decided buyer worse off than nothing, more goods above their reserve price than buyers are left, or no price below what was found already.
        """
        single = dict(single)
        return self._keep(("least", *sorted(single.items())), lambda: self._search_least(single))

    def _search_least(self, single):
        order, found, best = sorted(range(self.size), key=lambda buyer: buyer not in single), set(), list(self.reserves)

        def visit(depth, prices, places):
            nonlocal best
            if found and all(price >= bound for price, bound in zip(prices, best, strict=True)):
                return
            if sum(good not in places.values() for good in self.competitive(prices)) > self.size - depth:
                return
            if depth == self.size:
                if not self.complaints(prices, tuple(places[buyer] for buyer in range(self.size)), single):
                    best = list(map(min, best, prices)) if found else list(prices)
                    found.add(prices)
                return
            buyer = order[depth]
            if buyer in single:
                visit(depth + 1, prices, {**places, buyer: single[buyer]})
                return
            options = [position for position in self.permitted[buyer] if position not in places.values()]
            for position in sorted((*options, None), key=lambda position: self.level_at(buyer, position, prices)):
                now = {**places, buyer: position}
                raised = self._raised(prices, now, single)
                if raised:
                    visit(depth + 1, raised[0], now)

        visit(0, self.reserves, {})
        assert tuple(best) in found, (self.document, "the least prices are no equilibrium")
        return tuple(best)

    def _raised(self, prices, places, single):
        """(the prices that the decided buyers enforce in m + 1 rounds,), or () if one of them is worse off than nothing."""
        now, moved = list(prices), None
        for _ in range(self.width + 1):
            before, moved = moved, set()
            for buyer, place in places.items():
                if buyer in single or (before is not None and place not in before):
                    continue
                level = self.level_at(buyer, place, now)
                if level > self.fee:
                    return ()
                for good in self.permitted[buyer]:
                    needed = self.price_at(buyer, good, level)
                    if needed > now[good]:
                        now[good] = needed
                        moved.add(good)
            if not moved:
                break
        return (tuple(now),)

    def greatest(self):
        """The greatest equilibrium prices, by the mirror image of `least`."""
        return self._keep("greatest", self._search_greatest)

    def _search_greatest(self):
        found, best = set(), list(self.reserves)
        tops = list(self.reserves)
        for buyer, goods in enumerate(self.permitted):
            for good in goods:
                tops[good] = max(tops[good], self.price_at(buyer, good, self.fee))

        def visit(buyer, tops, places):
            nonlocal best
            if found and all(top <= bound for top, bound in zip(tops, best, strict=True)):
                return
            if buyer == self.size:
                prices = self._lowered([top if good in places else self.reserves[good] for good, top in enumerate(tops)], places)
                if prices and not self.complaints(prices[0], places):
                    best = list(map(max, best, prices[0])) if found else list(prices[0])
                    found.add(prices[0])
                return
            options = [position for position in self.permitted[buyer] if position not in places]
            for position in sorted((*options, None), key=lambda position: self.level_at(buyer, position, tops)):
                lowered = self._lowered(tops, (*places, position))
                if lowered:
                    visit(buyer + 1, lowered[0], (*places, position))

        visit(0, tuple(tops), ())
        assert tuple(best) in found, (self.document, "the greatest prices are no equilibrium")
        return tuple(best)

    def _lowered(self, tops, places):
        """(the bounds that the decided buyers leave to prices in m + 1 rounds,), or () if a bound is too low."""
        now = list(tops)
        for _ in range(self.width + 1):
            before = list(now)
            for buyer, place in enumerate(places):
                if place is None:
                    if any(self.price_at(buyer, good, self.fee) > now[good] for good in self.permitted[buyer]):
                        return ()
                    continue
                level = min(self.level_at(buyer, position, now) for position in (*self.permitted[buyer], None) if position != place)
                now[place] = min(now[place], self.price_at(buyer, place, level))
                if now[place] < self.reserves[place]:
                    return ()
            if now == before:
                break
        return (tuple(now),)

    def least_plainly(self, single=()):
        """`least` without a search: the kernel of every assignment. Also gives all prices found: (least, list)."""
        tried = [(self.kernel_least(places, single), places) for places in self.assignments(single)]
        found = [prices for prices, places in tried if not self.complaints(prices, places, single)]
        return tuple(map(min, *found, found[0])), found

    def greatest_plainly(self):
        """`greatest` by the kernel of every assignment, likewise."""
        tried = [(self.kernel_greatest(places), places) for places in self.assignments()]
        found = [prices for prices, places in tried if not self.complaints(prices, places)]
        return tuple(map(max, *found, found[0])), found

    # Outcomes.

    def bundles(self, prices, places):
        """What everybody has and pays, the fee included."""
        return [(place, self.fee + (0 if place is None else prices[place])) for place in places]

    def levels_of(self, bundles):
        """Everybody's level at his bundle."""
        return [self.level(buyer, *bundle) for buyer, bundle in enumerate(bundles)]

    def outcome(self, prices):
        """Of equilibrium prices: {allocations, allocation (the tie rule's), payments, revenue, levels}; levels are the same at all allocations."""
        allocations = self.allocations(prices)
        bundles = self.bundles(prices, allocations[0])
        levels = self.levels_of(bundles)
        assert all(self.levels_of(self.bundles(prices, places)) == levels for places in allocations)
        payments = [payment for _, payment in bundles]
        return {"allocations": allocations, "allocation": allocations[0], "payments": payments, "revenue": sum(payments, Fraction(0)), "levels": levels}

    # Pareto test.

    def net_revenue(self, bundles):
        """The payments less the seller's values of sold goods."""
        return sum((payment - (0 if place is None else self.seller[place]) for place, payment in bundles), Fraction(0))

    def compensation(self, buyer, position, bundle):
        """V_i(position; bundle): the payment that makes the position as good as the bundle."""
        return self.willing(buyer, position, self.level(buyer, *bundle))

    def best_reassignment(self, bundles):
        """The greatest net revenue at which nobody is worse off than with these bundles, and bundles that have it."""

        def weight(buyer, good):
            return self.compensation(buyer, good, bundles[buyer]) - self.seller[good] if good in self.permitted[buyer] else None

        weights = [[weight(buyer, good) for good in range(self.width)] for buyer in range(self.size)]
        most, places = best_assignment(weights, self.levels_of(bundles))
        return most, [(place, self.compensation(buyer, place, bundles[buyer])) for buyer, place in enumerate(places)]

    def is_efficient(self, bundles):
        """Whether nothing dominates these bundles."""
        return self.best_reassignment(bundles)[0] <= self.net_revenue(bundles)

    def dominates(self, new, old):
        """Whether new bundles are an allocation, nobody is worse off, the seller is not, and somebody is better off."""
        if not self.is_allocation([place for place, _ in new]):
            return False
        before, after = [*self.levels_of(old), -self.net_revenue(old)], [*self.levels_of(new), -self.net_revenue(new)]
        return all(late <= early for early, late in zip(before, after, strict=True)) and before != after

    def dominates_for_sellers(self, new, new_shares, old, old_shares):
        """The same with a seller of each good, who gets a share of the money (in market order) and gains strictly."""

        def gains(bundles, shares):
            sold = [place for place, _ in bundles]
            assert sum(shares) == sum(payment for _, payment in bundles)
            return [share - (self.seller[good] if good in sold else 0) for good, share in enumerate(shares)]

        if not self.is_allocation([place for place, _ in new]) or sum(new_shares) != sum(payment for _, payment in new):
            return False
        worse = any(after > before for before, after in zip(self.levels_of(old), self.levels_of(new), strict=True))
        return not worse and all(after > before for before, after in zip(gains(old, old_shares), gains(new, new_shares), strict=True))

    # Rules.

    def is_classical(self):
        """None, or a first (buyer, good) that is permitted and not desirable."""
        pairs = [(buyer, good) for buyer in range(self.size) for good in self.permitted[buyer]]
        return next((pair for pair in pairs if not is_desirable(self.preferences[pair[0]], self.goods[pair[1]])), None)

    def menu_price(self, buyer, good):
        """The least equilibrium price of the good if the buyer wants it alone, at any price."""
        return self.least({buyer: good})[good]

    def menus(self):
        """The menu prices of all permitted goods of all buyers: [{good: price}]."""
        return [{good: self.menu_price(buyer, good) for good in self.permitted[buyer]} for buyer in range(self.size)]

    def broken_menu_facts(self):
        """What contradicts strategy-proofness at the least prices: ("payment" or "price" or "level", buyer, good); empty if nothing does."""
        prices = self.least()
        outcome, menus, broken = self.outcome(prices), self.menus(), []
        for buyer, menu in enumerate(menus):
            held = {places[buyer] for places in outcome["allocations"]}
            broken += [("payment", buyer, good) for good in held - {None} if menu[good] != prices[good]]
            broken += [("price", buyer, good) for good, price in menu.items() if price < prices[good]]
            broken += [("level", buyer, good) for good, price in menu.items() if self.level(buyer, good, price + self.fee) < outcome["levels"][buyer]]
        return broken

    def profitable_group(self):
        """A group whose members all gain strictly by misreports against the least prices, as {buyer: good}; None if there is none.

        It is enough to try reports "this good alone, at any price". Let a group gain by any reports, with prices p and allocation x. Nobody gains without a
        good, since the honest level is at most that of nothing. Let every member i report that he wants x_i alone. Then (p, x) is an equilibrium still:
        members demand what they have, and the others' reports are the same. The least prices q of these reports are at most p, and at q every member gets
        x_i, the only position that he demands, and pays no more than before: all gain again.
        """
        levels = self.outcome(self.least())["levels"]
        for size in range(1, min(self.size, self.width) + 1):
            for members in combinations(range(self.size), size):
                for goods in permutations(range(self.width), size):
                    single = dict(zip(members, goods, strict=True))
                    if all(good in self.permitted[buyer] and self._gains(buyer, good, self.reserves, levels) for buyer, good in single.items()):
                        prices = self.least(single)
                        if all(self._gains(buyer, good, prices, levels) for buyer, good in single.items()):
                            return single
        return None

    def _gains(self, buyer, good, prices, levels):
        return self.level_at(buyer, good, prices) < levels[buyer]

    def bids(self):
        """`w_a(e) - e` of all buyers and goods, e the fee; None where forbidden."""
        return [
            [self.willing(buyer, good, self.fee) - self.fee if good in goods else None for good in range(self.width)]
            for buyer, goods in enumerate(self.permitted)
        ]

    def pay_as_bid(self):
        """(the greatest sum of bids less reserve prices, an allocation that has it, its bundles)."""
        weights = [[None if bid is None else bid - reserve for bid, reserve in zip(row, self.reserves, strict=True)] for row in self.bids()]
        most, places = best_assignment(weights, [Fraction(0)] * self.size)
        return most, places, self.pay_as_bid_bundles(places)

    def pay_as_bid_bundles(self, places):
        """What everybody has and pays if he pays his bid, and the fee."""
        bids = self.bids()
        return [(place, self.fee + (0 if place is None else bids[buyer][place])) for buyer, place in enumerate(places)]

    def pay_as_bid_total(self, places):
        """The sum of bids less reserve prices that an allocation attains."""
        bids = self.bids()
        return sum((bids[buyer][place] - self.reserves[place] for buyer, place in enumerate(places) if place is not None), Fraction(0))

    def reporting(self, buyer, preference):
        """The market in which the buyer reports another preference."""
        buyers = [entry | {"preference": preference} if place == buyer else entry for place, entry in enumerate(self.document["buyers"])]
        return Market(self.document | {"buyers": buyers})

    # Quasilinear markets.

    def worth(self, buyers=None, goods=None):
        """W of some buyers and goods (default all): the greatest sum of values less reserve prices, for quasilinear preferences."""
        buyers, goods = range(self.size) if buyers is None else buyers, range(self.width) if goods is None else goods
        assert all(preference["type"] == "quasilinear" for preference in self.preferences)
        weights = []
        for buyer in buyers:
            values = self.preferences[buyer]["values"]
            weights.append([fraction(values[self.goods[good]]) - self.reserves[good] if good in self.permitted[buyer] else None for good in goods])
        return best_assignment(weights, [Fraction(0)] * len(weights))[0]

    def vickrey(self, places):
        """What each buyer pays by Vickrey's rule with reserve prices, without the fee."""
        found, total = [], self.worth()
        for buyer, place in enumerate(places):
            own = 0 if place is None else fraction(self.preferences[buyer]["values"][self.goods[place]])
            found.append(own - total + self.worth([other for other in range(self.size) if other != buyer]))
        return found

    def greatest_by_worths(self):
        """The greatest prices by the identity p - r = W(M) - W(M without the good)."""
        total, every = self.worth(), range(self.width)
        return tuple(self.reserves[good] + total - self.worth(goods=[other for other in every if other != good]) for good in every)


# Reserve prices that differ from the seller's values (Proposition 1).


def proposition_1(document):
    """(good, case, market document, dominating bundles' maker) by the constructions of spec 5; None if all reserve prices are the seller's values.

    The maker is a function of (prices, allocation). Every buyer is quasilinear; a reserve price below the value comes first.
    """
    market = Market(document)
    gaps = [reserve - value for reserve, value in zip(market.reserves, market.seller, strict=True)]
    if not any(gaps) or not market.size:
        return None
    good = next((good for good, gap in enumerate(gaps) if gap < 0), next(good for good, gap in enumerate(gaps) if gap))
    reserve, value = market.reserves[good], market.seller[good]
    if reserve < value:
        small = (value - reserve) / 4
        values = [price + small for price in market.reserves]
        values[good] = reserve + 2 * small
    else:
        small = min([other for other in market.reserves if other > 0] + [(reserve - value) / 2]) / 2
        values = [small] * market.width
        values[good] = value + 2 * small
    preference = {"type": "quasilinear", "values": {name: str(worth) for name, worth in zip(market.goods, values, strict=True)}}
    buyers = [{"name": name, "preference": preference} for name in market.names]
    made = {key: document[key] for key in ("format", "kind", "goods", "seller_values", "reserve_prices") if key in document} | {"buyers": buyers}

    def dominating(prices, places):
        found = Market(made).bundles(prices, places)
        if reserve < value:
            buyer = places.index(good)
            found[buyer] = (None, prices[good] - reserve - 2 * small)
        elif None in places:
            found[places.index(None)] = (good, value + 2 * small)
        else:
            found[0] = (good, value + small + prices[places[0]])
        return found

    return good, "below" if reserve < value else "above", made, dominating
