"""Brute force for anonymous prices (paper 002) on small markets, straight from the definitions; shares no code with marketwright.

Works on market documents (plain dictionaries). An allocation X is a tuple with the owner's name of each good in market order; bundles in answers are tuples
of goods in market order, in questions any iterable of goods ("AB"). Inside, bundles are masks and values are integers over one common denominator. Linear
programs are solved by an exact simplex in integers (`Program`); `vertices` solves small ones once more, by trying all bases.
"""

from fractions import Fraction
from functools import cached_property
from itertools import combinations, permutations, product
from math import lcm

from tests.oracle import bits, mask_of, parts, value_of_all_sets

STOPS = ("paper", "exists", "vickrey")


class Closed:
    """An economy given by closed tables of integers over `scale`."""

    def __init__(self, goods, names, tables, scale):
        self.goods, self.names, self.tables, self.scale = list(goods), list(names), tables, scale
        self.size, self.full = len(self.names), (1 << len(self.goods)) - 1
        self._kept = {}

    def _keep(self, key, find):
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]

    def _fraction(self, amount):
        return Fraction(amount, self.scale)

    def bundle(self, mask):
        return tuple(good for place, good in enumerate(self.goods) if mask >> place & 1)

    def value(self, name, bundle):
        return self._fraction(self.tables[self.names.index(name)][mask_of(self.goods, bundle)])

    # Allocations.

    @cached_property
    def _allocations(self):
        """All full partitions: owners (indices) of the goods, bundles of the buyers, value."""
        found = []
        for owners in product(range(self.size), repeat=len(self.goods)):
            masks = [0] * self.size
            for place, owner in enumerate(owners):
                masks[owner] |= 1 << place
            found.append((owners, masks, sum(table[mask] for table, mask in zip(self.tables, masks, strict=True))))
        return found

    def _worth(self, members):
        """V of a set of buyers (a mask), with all goods."""

        def find():
            inside = [value for _, masks, value in self._allocations if all(members >> buyer & 1 for buyer, mask in enumerate(masks) if mask)]
            return max(inside, default=0)

        return self._keep(("worth", members), find)

    def worth(self, names):
        return self._fraction(self._worth(mask_of(self.names, names)))

    @cached_property
    def _top(self):
        return self._worth((1 << self.size) - 1)

    @property
    def best(self):
        """V."""
        return self._fraction(self._top)

    def _without(self, buyer):
        return self._worth((1 << self.size) - 1 ^ 1 << buyer)

    def without(self, name):
        """V(E_-i)."""
        return self._fraction(self._without(self.names.index(name)))

    @property
    def efficient(self):
        """All efficient full partitions."""
        return [tuple(self.names[owner] for owner in owners) for owners, _, value in self._allocations if value == self._top]

    def _masks(self, allocation):
        masks = [0] * self.size
        for place, owner in enumerate(allocation):
            masks[self.names.index(owner)] |= 1 << place
        assert len(allocation) == len(self.goods)
        return masks

    def bundles(self, allocation):
        return {name: self.bundle(mask) for name, mask in zip(self.names, self._masks(allocation), strict=True)}

    def packages(self, allocation):
        """The owners (indices) of the packages."""
        return [buyer for buyer, mask in enumerate(self._masks(allocation)) if mask]

    def unions(self, allocation):
        """2^X: each set of packages (a tuple of owners, indices) with the mask of its goods."""
        masks, owners = self._masks(allocation), self.packages(allocation)
        return {some: sum(masks[owner] for owner in some) for size in range(len(owners) + 1) for some in combinations(owners, size)}

    def _own(self, allocation):
        """u_i(X_i) of all buyers."""
        return [table[mask] for table, mask in zip(self.tables, self._masks(allocation), strict=True)]

    def _named(self, amounts):
        return {name: self._fraction(amount) for name, amount in zip(self.names, amounts, strict=True)}

    # Vickrey payments.

    def _vickrey(self, allocation):
        own = self._own(allocation)
        assert sum(own) == self._top
        return [self._without(buyer) - (self._top - own[buyer]) for buyer in range(self.size)]

    def vickrey(self, allocation):
        """t(i) by name."""
        return self._named(self._vickrey(allocation))

    def reduced(self, allocation):
        """The reduced combinatorial economy: the goods are the packages, called by their owners; its allocation is `reduced.goods`."""

        def find():
            masks, owners = self._masks(allocation), self.packages(allocation)
            unions = [sum(masks[owner] for place, owner in enumerate(owners) if some >> place & 1) for some in range(1 << len(owners))]
            tables = [[table[mask] for mask in unions] for table in self.tables]
            return Closed([self.names[owner] for owner in owners], self.names, tables, self.scale)

        return self._keep(("reduced", allocation), find)

    def reduced_vickrey(self, allocation):
        """t^r(i) by name."""
        small = self.reduced(allocation)
        return small.vickrey(tuple(small.goods))

    # The reduced assignment economy (F4): every buyer at most one package.

    def _assign(self, allocation, buyers, packages):
        masks, best = self._masks(allocation), 0
        for order in permutations([*packages, *[None] * len(buyers)], len(buyers)):
            best = max(best, sum(self.tables[buyer][masks[package]] for buyer, package in zip(buyers, order, strict=True) if package is not None))
        return best

    def _assignment(self, allocation):
        """The least and the greatest package prices by the formulas."""
        everyone, owners, own = list(range(self.size)), self.packages(allocation), self._own(allocation)
        top = self._assign(allocation, everyone, owners)
        least, greatest = [0] * self.size, [0] * self.size
        for owner in owners:
            least[owner] = self._assign(allocation, [buyer for buyer in everyone if buyer != owner], owners) - (top - own[owner])
            greatest[owner] = top - self._assign(allocation, everyone, [other for other in owners if other != owner])
        return least, greatest

    def assignment_least(self, allocation):
        return self._named(self._assignment(allocation)[0])

    def assignment_greatest(self, allocation):
        return self._named(self._assignment(allocation)[1])

    def least_any(self, allocation):
        """The least supporting price function by the formula of F4."""
        net = [worth - price for worth, price in zip(self._own(allocation), self._assignment(allocation)[0], strict=True)]
        prices = [max(0, *(table[mask] - most for table, most in zip(self.tables, net, strict=True))) for mask in range(self.full + 1)]
        return {self.bundle(mask): self._fraction(price) for mask, price in enumerate(prices)}

    # Equilibrium prices per scheme.

    def _good_rows(self, allocation):
        """For all buyers i and bundles x: q(X_i) - q(x) <= u_i(X_i) - u_i(x), and whether x = X_i."""
        places = range(len(self.goods))
        for table, mine in zip(self.tables, self._masks(allocation), strict=True):
            for mask in range(self.full + 1):
                yield tuple((mine >> place & 1) - (mask >> place & 1) for place in places), table[mine] - table[mask], mask == mine

    def _eff_rows(self, allocation):
        """For all buyers i and sets Z of packages: pi_i - pi(Z) <= u_i(X_i) - u_i(union of Z), and whether Z = {i}."""
        owners, masks = self.packages(allocation), self._masks(allocation)
        for buyer, table in enumerate(self.tables):
            for some, mask in self.unions(allocation).items():
                row = tuple((owner == buyer) - (owner in some) for owner in owners)
                yield row, table[masks[buyer]] - table[mask], some == (buyer,) or (not some and not masks[buyer])

    def _prices(self, rows, labels, zero=()):
        """All findings on a polytope of prices; `zero` are labels with price 0 always."""
        rows = list(rows)
        size, big = len(labels), max(table[-1] for table in self.tables)
        sharp = Program([((*row, int(not same)), bound + big * (not same)) for row, bound, same in rows], size + 1)
        found = polytope(Program([(row, bound) for row, bound, _ in rows], size), labels, self.scale)
        for key in ("low", "high"):
            if found[key] is not None:
                found[key] |= dict.fromkeys(zero, Fraction(0))
        margin = sharp.best((*[0] * size, 1))
        return found | {"strict_margin": None if margin is None else (margin - big) / self.scale}

    def good(self, allocation=None):
        """Scheme GOOD: prices of goods; without an allocation, for the first efficient one."""
        allocation = allocation or self.efficient[0]
        return self._keep(("good", allocation), lambda: self._prices(self._good_rows(allocation), self.goods))

    def eff(self, allocation):
        """Scheme EFF: prices of packages, by buyer; an empty package costs 0."""

        def find():
            owners = self.packages(allocation)
            idle = [name for buyer, name in enumerate(self.names) if buyer not in owners]
            return self._prices(self._eff_rows(allocation), [self.names[owner] for owner in owners], idle)

        return self._keep(("eff", allocation), find)

    def _support_rows(self, allocation):
        """Scheme ANY: one variable for each non-empty bundle (mask - 1); monotone, and all buyers satisfied."""
        for mask in range(1, self.full + 1):
            for more in range(1, self.full + 1):
                if mask != more and mask & more == mask:
                    yield self._row(plus=[mask], minus=[more]), 0
        for table, mine in zip(self.tables, self._masks(allocation), strict=True):
            for mask in range(self.full + 1):
                yield self._row(plus=[mine], minus=[mask]), table[mine] - table[mask]

    def _subadditive_rows(self):
        for mask in range(1, self.full + 1):
            for other in range(1, mask):
                if not mask & other:
                    yield self._row(plus=[mask | other], minus=[mask, other]), 0

    def _row(self, plus, minus):
        return tuple(plus.count(mask) - minus.count(mask) for mask in range(1, self.full + 1))

    def _functions(self, rows, allocation):
        """Findings on a polytope of price functions: lows and highs (None: unbounded) of all bundles; totals are of the packages."""
        owners, masks = self.packages(allocation), self._masks(allocation)
        program, labels = Program(rows, self.full), [self.bundle(mask) for mask in range(1, self.full + 1)]
        found = polytope(program, labels, self.scale)
        found["least_function"] = found.pop("least_exists")
        found["greatest_function"] = found.pop("greatest_exists")
        found["least_sum"] = found.pop("min_total")
        del found["max_total"]
        packages = [masks[owner] - 1 for owner in owners]
        totals = {"min_total": None, "max_total": None, "least_packages": False, "greatest_packages": False, "package_low": None, "package_high": None}
        if found["exists"]:
            weights = [int(place in packages) for place in range(self.full)]
            totals["min_total"], totals["max_total"] = (self._fraction(program.extreme(weights, sign)) for sign in (-1, 1))
            for side in ("low", "high"):
                by_name = {self.names[owner]: found[side][self.bundle(masks[owner])] for owner in owners}
                totals[f"package_{side}"] = {name: by_name.get(name, Fraction(0)) for name in self.names}
            totals["least_packages"] = sum(totals["package_low"].values()) == totals["min_total"]
            totals["greatest_packages"] = sum(totals["package_high"].values()) == totals["max_total"]
        return found | totals

    def all_directly(self, allocation):
        """Scheme ALL as a linear program over the prices of all bundles; for up to 3 goods."""
        return self._functions([*self._support_rows(allocation), *self._subadditive_rows()], allocation)

    def any_directly(self, allocation):
        """Scheme ANY as a linear program over the prices of all bundles; for up to 3 goods."""
        return self._functions(self._support_rows(allocation), allocation)

    def fractional_value(self):
        """The value of the fractional winner-determination program (V if and only if GOOD prices exist)."""
        size, goods = self.size * (self.full + 1), range(len(self.goods))
        columns = [(buyer, mask) for buyer in range(self.size) for mask in range(self.full + 1)]
        rows = [(tuple(int(owner == buyer) for owner, _ in columns), 1) for buyer in range(self.size)]
        rows += [(tuple(mask >> place & 1 for _, mask in columns), 1) for place in goods]
        return Program(rows, size).best([self.tables[buyer][mask] for buyer, mask in columns]) / self.scale

    # Vickrey payments as prices.

    def violations(self, allocation, kind="corrected"):
        """All violated conditions (5): (i, owners of z, amount). Kinds: corrected; reduced (with the reduced economy's V); printed (z not empty)."""
        base = self.reduced(allocation) if kind == "reduced" else self
        own, without, found = self._own(allocation), [base._without(buyer) for buyer in range(self.size)], []
        for buyer, table in enumerate(self.tables):
            for some, mask in self.unions(allocation).items():
                short = without[buyer] - sum(without[owner] for owner in some) - sum(own[owner] for owner in some) + table[mask]
                if kind != "printed":
                    short += (len(some) - 1) * base._top
                if short > 0 and (some or kind != "printed"):
                    found.append((self.names[buyer], tuple(self.names[owner] for owner in some), self._fraction(short)))
        return found

    def vickrey_supports(self, allocation):
        """Whether t, extended to all bundles, satisfies every buyer (F5), by the definition of support."""
        return not self.dissatisfied(self.extension(allocation, self.vickrey(allocation)), allocation)

    def reduced_vickrey_supports(self, allocation):
        """The same with t^r (F6)."""
        return not self.dissatisfied(self.extension(allocation, self.reduced_vickrey(allocation)), allocation)

    def coincide(self, allocation):
        """Whether the Vickrey payments are the least EFF prices, literally."""
        found = self.eff(allocation)
        return found["least_exists"] and found["low"] == self.vickrey(allocation)

    # Given price functions: {bundle: price} with all bundles but perhaps the empty one.

    def _function(self, prices):
        found = {0: Fraction(0)} | {mask_of(self.goods, bundle): Fraction(price) for bundle, price in prices.items()}
        assert sorted(found) == list(range(self.full + 1)), "one price for each bundle"
        return [found[mask] for mask in range(self.full + 1)]

    def _readable(self, prices):
        return {self.bundle(mask): price for mask, price in enumerate(prices)}

    def extension(self, allocation, packages):
        """The price function of package prices {name: price}, by (3) and (4): each bundle at the cheapest union of packages that covers it."""
        unions = {mask: sum(Fraction(packages[self.names[owner]]) for owner in some) for some, mask in self.unions(allocation).items()}
        return self._readable([min(price for union, price in unions.items() if mask & union == mask) for mask in range(self.full + 1)])

    def closed_form(self, allocation, packages):
        """The same by (F1): the touched packages."""
        masks = self._masks(allocation)
        touched = [[self.names[owner] for owner in range(self.size) if masks[owner] & mask] for mask in range(self.full + 1)]
        return self._readable([sum((Fraction(packages[name]) for name in some), Fraction(0)) for some in touched])

    def sums(self, prices):
        """The price function of prices of goods."""
        return {bundle: sum((Fraction(prices[good]) for good in bundle), Fraction(0)) for bundle in map(self.bundle, range(self.full + 1))}

    def cheapest_partitions(self, prices):
        """For each bundle the least sum over its partitions."""
        listed, found = self._function(prices), [Fraction(0)]
        for mask in range(1, self.full + 1):
            found.append(min(listed[part] + found[mask ^ part] for part in parts(mask) if part))
        return self._readable(found)

    def coherence(self, prices, allocation):
        """Which schemes the function is coherent with; EFF relative to the allocation. All need a monotone function that is 0 at the empty bundle."""
        listed, masks = self._function(prices), range(self.full + 1)
        owners = self._masks(allocation)
        unions = {mask: sum(listed[owners[owner]] for owner in some) for some, mask in self.unions(allocation).items()}
        basic = listed[0] == 0 and all(listed[part] <= listed[mask] for mask in masks for part in parts(mask))
        third = all(listed[mask] == price for mask, price in unions.items())
        fourth = all(listed[x] == min(listed[z] for z in unions if x & z == x) for x in masks if x not in unions)
        return {
            "GOOD": basic and all(listed[mask] == sum(listed[good] for good in bits(mask)) for mask in masks),
            "EFF": basic and third and fourth,
            "ALL": basic and self._function(self.cheapest_partitions(prices)) == listed,
            "ANY": basic,
        }

    def demand(self, prices, name):
        """D_i: the favourite bundles over all bundles."""
        table, listed = self.tables[self.names.index(name)], self._function(prices)
        nets = [self._fraction(worth) - price for worth, price in zip(table, listed, strict=True)]
        return [self.bundle(mask) for mask, net in enumerate(nets) if net == max(nets)]

    def dissatisfied(self, prices, allocation):
        """The buyers who are not satisfied, with all better bundles and the gains; empty if the prices support the allocation."""
        listed, found = self._function(prices), {}
        for name, table, mine in zip(self.names, self.tables, self._masks(allocation), strict=True):
            gains = {mask: self._fraction(table[mask] - table[mine]) - listed[mask] + listed[mine] for mask in range(self.full + 1)}
            better = {self.bundle(mask): gain for mask, gain in gains.items() if gain > 0}
            if better:
                found[name] = better
        return found

    def is_equilibrium(self, prices, allocation):
        return sum(self._own(allocation)) == self._top and not self.dissatisfied(prices, allocation)

    # Shop and catalogue.

    def offers(self, scheme, prices, allocation=None, enforce=True):
        """What a customer can carry out of the shop, {mask: payment}. Prices: GOOD by good, EFF by owner of the package, ALL and ANY by bundle."""
        if scheme == "GOOD":
            return dict(enumerate(self._function(self.sums(prices))))
        if scheme == "EFF":
            return {mask: sum((Fraction(prices[self.names[owner]]) for owner in some), Fraction(0)) for some, mask in self.unions(allocation).items()}
        one_only = scheme == "ANY" and enforce
        return dict(enumerate(self._function(prices if one_only else self.cheapest_partitions(prices))))

    def shop(self, scheme, prices, allocation=None, enforce=True):
        """All orders of arrival and all ties; welfare is the utility of the goods bought. `orders`: (worst, best) for each order."""
        offers = self.offers(scheme, prices, allocation, enforce)
        nets = [{mask: self._fraction(table[mask]) - price for mask, price in offers.items()} for table in self.tables]
        favourites, seen = {}, {}

        def wanted(buyer, stock):
            if (buyer, stock) not in favourites:
                left = {mask: net for mask, net in nets[buyer].items() if mask & stock == mask}
                most = max(left.values())
                favourites[buyer, stock] = [mask for mask, net in left.items() if net == most]
            return favourites[buyer, stock]

        def sell(queue, stock):
            if not queue:
                return 0, 0
            if (queue, stock) not in seen:
                ends = []
                for mask in wanted(queue[0], stock):
                    worst, best = sell(queue[1:], stock ^ mask)
                    ends.append((worst + self.tables[queue[0]][mask], best + self.tables[queue[0]][mask]))
                seen[queue, stock] = min(worst for worst, _ in ends), max(best for _, best in ends)
            return seen[queue, stock]

        orders = {order: sell(order, self.full) for order in permutations(range(self.size))}
        worst, best = min(worst for worst, _ in orders.values()), max(best for _, best in orders.values())
        return {
            "worst": self._fraction(worst),
            "best": self._fraction(best),
            "always_efficient": worst == self._top,
            "every_order_can": all(best == self._top for _, best in orders.values()),
            "strict": all(len(wanted(buyer, self.full)) == 1 for buyer in range(self.size)),
            "orders": {tuple(self.names[buyer] for buyer in order): tuple(map(self._fraction, ends)) for order, ends in orders.items()},
        }

    def catalogue(self, prices):
        """The greatest total utility when everybody gets one favourite, disjointly; None if that cannot be."""
        wishes = [[mask_of(self.goods, bundle) for bundle in self.demand(prices, name)] for name in self.names]

        def fill(buyer, stock):
            if buyer == self.size:
                return 0
            rest = [(mask, fill(buyer + 1, stock ^ mask)) for mask in wishes[buyer] if mask & stock == mask]
            return max((self.tables[buyer][mask] + more for mask, more in rest if more is not None), default=None)

        found = fill(0, self.full)
        return None if found is None else self._fraction(found)

    # Alliances.

    def united(self, partition):
        """The economy of alliances (tuples of buyers' indices); its names are tuples of names."""
        tables = []
        for members in partition:
            table = self.tables[members[0]]
            for other in members[1:]:
                table = [max(table[mask ^ part] + self.tables[other][part] for part in parts(mask)) for mask in range(self.full + 1)]
            tables.append(table)
        return Closed(self.goods, [tuple(self.names[member] for member in members) for members in partition], tables, self.scale)

    def alliances(self, allocation, stop="paper"):
        """The rounds of section 6 and where they end. `prices` are None under "exists" if the greatest assignment prices do not support."""
        assert stop in STOPS
        partition, rounds = [(buyer,) for buyer in range(self.size)], []
        while True:
            now = self.united(partition)
            mine = tuple(next(names for names in now.names if owner in names) for owner in allocation)
            prices = now._vickrey(mine) if stop == "vickrey" else now._assignment(mine)[1]
            found = now._wishes(mine, prices)
            if not found or (stop == "exists" and now.eff(mine)["exists"]):
                break
            alliance, some, gain = min(found, key=lambda wish: (len(wish[1]), -wish[2], wish[0], wish[1]))
            assert len(some) > 1 or (some and stop == "vickrey")
            joined = {*some, alliance} if len(some) == 1 else {*some}
            merged = tuple(sorted(member for place in joined for member in partition[place]))
            partition = sorted([members for place, members in enumerate(partition) if place not in joined] + [merged])
            rounds.append(
                {
                    "violator": now.names[alliance],
                    "packages": tuple(now.names[place] for place in some),
                    "gain": self._fraction(gain),
                    "merged": tuple(self.names[member] for member in merged),
                    "prices": now._named(prices),
                }
            )
        found_eff, named = now.eff(mine), now._named(prices)
        return {
            "rounds": rounds,
            "partition": now.names,
            "economy": now,
            "allocation": mine,
            "prices": None if found else named,
            "eff": found_eff,
            "is_least": not found and found_eff["least_exists"] and found_eff["low"] == named,
            "shares": None if found else self.proportional(allocation, named),
        }

    def _wishes(self, allocation, prices):
        """All (C, Z, gain) with a positive gain, in indices."""
        own, found = self._own(allocation), []
        for buyer, table in enumerate(self.tables):
            for some, mask in self.unions(allocation).items():
                gain = table[mask] - sum(prices[owner] for owner in some) - (own[buyer] - prices[buyer])
                if gain > 0:
                    found.append((buyer, some, gain))
        return found

    def proportional(self, allocation, prices):
        """What the members of each alliance {names: price} pay by the proportional rule."""
        own = self._named(self._own(allocation))
        found = {}
        for members, price in prices.items():
            total = sum(own[name] for name in members)
            found |= {name: price * own[name] / total if total else Fraction(0) for name in members}
        return found

    def individual(self, allocation, name, payment):
        """The least individualised price function that supports X_i at this payment."""
        net = self.value(name, self.bundles(allocation)[name]) - Fraction(payment)
        return {bundle: max(Fraction(0), self.value(name, bundle) - net) for bundle in map(self.bundle, range(self.full + 1))}


class Economy(Closed):
    """The economy of a market document; `raw` are the tables before closing, `changed` the buyers whose table closing changed."""

    def __init__(self, document):
        assert not document.get("reserve_prices")
        self.document, goods = document, document["goods"]
        names = [buyer["name"] for buyer in document["buyers"]]
        self.raw = [raw_values(goods, buyer["values"]) for buyer in document["buyers"]]
        assert all(table[0] == 0 and min(table) >= 0 for table in self.raw)
        closed = [[max(table[part] for part in parts(mask)) for mask in range(len(table))] for table in self.raw]
        self.changed = [name for name, before, after in zip(names, self.raw, closed, strict=True) if before != after]
        scale = lcm(*(value.denominator for table in closed for value in table))
        super().__init__(goods, names, [[int(value * scale) for value in table] for table in closed], scale)


def raw_values(goods, values):
    """The values of all bundles as written; only a table can fail to be monotone."""
    if values["type"] != "table":
        return value_of_all_sets(goods, values)
    table = [Fraction(0)] * (1 << len(goods))
    for bid in values["bids"]:
        table[mask_of(goods, bid["bundle"])] = Fraction(bid["value"])
    return table


# Linear programs.


def polytope(program, labels, scale):
    """Unique numbers of a polytope of prices: extremes of each coordinate (None: unbounded) and of the total."""
    none = {"exists": False, "low": None, "high": None, "least_exists": False, "greatest_exists": False, "min_total": None, "max_total": None}
    if not program.feasible:
        return none
    size = len(labels)
    units = [[int(place == other) for other in range(size)] for place in range(size)]
    low, high = ([program.extreme(unit, sign) for unit in units] for sign in (-1, 1))
    least, most = (program.extreme([1] * size, sign) for sign in (-1, 1))

    def scaled(amount):
        return None if amount is None else amount / scale

    return {
        "exists": True,
        "low": {label: scaled(amount) for label, amount in zip(labels, low, strict=True)},
        "high": {label: scaled(amount) for label, amount in zip(labels, high, strict=True)},
        "least_exists": program.holds(low),
        "greatest_exists": None not in high and program.holds(high),
        "min_total": scaled(least),
        "max_total": scaled(most),
    }


def tightest(rows):
    """Each row (coefficients, bound) once, with its least bound; without rows that always hold for points >= 0."""
    least = {}
    for row, bound in rows:
        least[row] = min(bound, least.get(row, bound))
    return [(row, bound) for row, bound in least.items() if bound < 0 or any(part > 0 for part in row)]


class Program:
    """The points x >= 0 with row * x <= bound for all rows, in integers; a condensed tableau over a common denominator, rules of Bland."""

    def __init__(self, rows, size):
        self.size, self.rows = size, tightest(rows)
        self._table = [[*row, bound] for row, bound in self.rows]
        self._over = 1
        self._columns = list(range(size))
        self._basis = list(range(size, size + len(self._table)))
        self._table.append([1] * size + [0])
        self.feasible = self._repair()

    def _pivot(self, line, column):
        table, row, over = self._table, self._table[line], self._over
        pivot = row[column]
        for place, other in enumerate(table):
            if place == line:
                continue
            factor = other[column]
            if factor:
                other[:] = [(entry * pivot - factor * part) // over for entry, part in zip(other, row, strict=True)]
                other[column] = -factor
            elif pivot != over:
                other[:] = [entry * pivot // over for entry in other]
        row[column] = over
        if pivot < 0:
            for other in table:
                other[:] = [-entry for entry in other]
        self._over = abs(pivot)
        self._basis[line], self._columns[column] = self._columns[column], self._basis[line]

    def _repair(self):
        """Dual simplex with the objective to make the sum small."""
        while True:
            negative = [(self._basis[line], line) for line, row in enumerate(self._table[:-1]) if row[-1] < 0]
            if not negative:
                return True
            line = min(negative)[1]
            row, costs = self._table[line], self._table[-1]
            choices = [(Fraction(costs[at], -row[at]), self._columns[at], at) for at in range(self.size) if row[at] < 0]
            if not choices:
                return False
            self._pivot(line, min(choices)[2])

    def best(self, weights):
        """The greatest weights * x; None if there is no point, or no greatest value."""
        if not self.feasible:
            return None
        goal = [0] * (self.size + 1)
        where = {variable: line for line, variable in enumerate(self._basis)}
        for column, variable in enumerate(self._columns):
            if variable < self.size:
                goal[column] -= weights[variable] * self._over
        for variable, weight in enumerate(weights):
            if weight and variable in where:
                goal = [entry + weight * part for entry, part in zip(goal, self._table[where[variable]], strict=True)]
        self._table[-1] = goal
        while True:
            entering = [(self._columns[at], at) for at in range(self.size) if self._table[-1][at] < 0]
            if not entering:
                return Fraction(self._table[-1][-1], self._over)
            column = min(entering)[1]
            rows = [(Fraction(row[-1], row[column]), self._basis[line], line) for line, row in enumerate(self._table[:-1]) if row[column] > 0]
            if not rows:
                return None
            self._pivot(min(rows)[2], column)

    def extreme(self, weights, sign):
        """The least (sign -1) or the greatest (sign 1) weights * x."""
        found = self.best([sign * weight for weight in weights])
        return None if found is None else sign * found

    def holds(self, point):
        return min(point) >= 0 and all(sum(part * entry for part, entry in zip(row, point, strict=True)) <= bound for row, bound in self.rows)


def vertices(rows, size):
    """All vertices, by solving every choice of `size` rows as equations; for up to 4 variables and few rows."""
    rows = tightest(rows) + [(tuple(-int(place == other) for other in range(size)), 0) for place in range(size)]
    found = set()
    for chosen in combinations(rows, size):
        whole = _determinant([row for row, _ in chosen])
        if not whole:
            continue
        tops = [_determinant([(*row[:place], bound, *row[place + 1 :]) for row, bound in chosen]) for place in range(size)]
        if whole < 0:
            whole, tops = -whole, [-top for top in tops]
        if all(sum(part * top for part, top in zip(row, tops, strict=True)) <= bound * whole for row, bound in rows):
            found.add(tuple(Fraction(top, whole) for top in tops))
    return found


def _determinant(matrix):
    if len(matrix) == 1:
        return matrix[0][0]
    first, *rest = matrix
    return sum((-1) ** at * entry * _determinant([(*row[:at], *row[at + 1 :]) for row in rest]) for at, entry in enumerate(first) if entry)
