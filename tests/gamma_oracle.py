"""Brute force for mechanism Γ on small markets, straight from the definitions of paper 000; shares no code with marketwright.

A reply of the seller is a pair (frozenset of the buyers in S, tuple with the owner of each good in market order): every good goes to a member of S, a
member may get none ("only dummies"). Prices are not part of it: the seller charges the most that constraint (6) allows. All replies are listed, all numbers
are integers over one common denominator. Nothing here uses a formula of the games: the games are there to be compared with.
"""

from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise, product
from math import lcm

from tests.oracle import bits, mask_of, value_of_all_sets


@cache
def all_replies(buyers, goods):
    """All (S as a mask, ((buyer, bundle mask) for the members of S), owners of the goods), without values."""
    found = []
    for mask in range(1, 1 << buyers):
        members = [buyer for buyer in range(buyers) if mask >> buyer & 1]
        for owners in product(members, repeat=goods):
            bundles = dict.fromkeys(members, 0)
            for place, owner in enumerate(owners):
                bundles[owner] |= 1 << place
            found.append((mask, tuple(bundles.items()), owners))
    return found


class Game:
    """The coalitional game of a market without reserve prices; worths and values are integers over `scale`, an even number."""

    def __init__(self, market):
        assert not market.get("reserve_prices")
        self.market = market
        self.goods = market["goods"]
        self.names = [buyer["name"] for buyer in market["buyers"]]
        self.size = len(self.names)
        self.everyone = (1 << self.size) - 1
        self.tables = [value_of_all_sets(self.goods, buyer["values"]) for buyer in market["buyers"]]
        assert all(table[0] == 0 and is_monotone(table) for table in self.tables)
        self.scale = 2 * lcm(*(value.denominator for table in self.tables for value in table))
        self.values = [[int(value * self.scale) for value in table] for table in self.tables]
        self.replies = all_replies(self.size, len(self.goods))
        self.surplus = [sum([self.values[buyer][bundle] for buyer, bundle in given]) for _, given, _ in self.replies]
        self.worths = [0] * (self.everyone + 1)
        for (mask, _, _), surplus in zip(self.replies, self.surplus, strict=True):
            self.worths[mask] = max(self.worths[mask], surplus)

    def value(self, name, bundle):
        return self.tables[self.names.index(name)][mask_of(self.goods, bundle)]

    def mask(self, coalition):
        return mask_of(self.names, coalition)

    def members(self, mask):
        return frozenset(name for place, name in enumerate(self.names) if mask >> place & 1)

    def reply(self, index):
        mask, _, owners = self.replies[index]
        return self.members(mask), tuple(self.names[owner] for owner in owners)

    @cached_property
    def index_of(self):
        return {self.reply(index): index for index in range(len(self.replies))}

    def worth(self, coalition):
        """v(S) of the seller and the named buyers."""
        return Fraction(self.worths[self.mask(coalition)], self.scale)

    @property
    def games(self):
        """v of all coalitions (frozensets of names)."""
        return {self.members(mask): Fraction(worth, self.scale) for mask, worth in enumerate(self.worths)}

    @property
    def marginals(self):
        return [self.worths[-1] - self.worths[self.everyone ^ (1 << buyer)] for buyer in range(self.size)]

    @property
    def vickrey(self):
        payoffs = {name: Fraction(amount, self.scale) for name, amount in zip(self.names, self.marginals, strict=True)}
        return payoffs | {"seller": self.worth(self.names) - sum(payoffs.values())}

    def efficient(self, coalition):
        """A*(S): the owners of the goods in all efficient allocations to the named buyers."""
        mask = self.mask(coalition)
        found = zip(self.replies, self.surplus, strict=True)
        return {tuple(self.names[owner] for owner in owners) for (other, _, owners), surplus in found if other == mask and surplus == self.worths[mask]}

    @cached_property
    def buyers_submodular(self):
        """Inequality (4) for all T in S and all i outside S."""
        v = self.worths
        for larger in range(self.everyone + 1):
            for smaller in submasks(larger):
                for buyer in bits(self.everyone ^ larger):
                    if v[smaller | buyer] - v[smaller] < v[larger | buyer] - v[larger]:
                        return False
        return True

    def _sums(self, payoffs):
        return [sum((payoffs[name] for name in self.members(mask)), Fraction(0)) for mask in range(self.everyone + 1)]

    def blocks(self, payoffs):
        """All T (frozensets of names) that with the seller can do better than u_0 + u(T); without "seller", u_0 is what the buyers leave."""
        total = self._sums(payoffs)
        rest = payoffs.get("seller", self.worth(self.names) - total[-1])
        return {self.members(mask) for mask in range(self.everyone + 1) if rest + total[mask] < Fraction(self.worths[mask], self.scale)}

    def in_core(self, payoffs):
        if any(payoffs[name] < 0 for name in self.names):
            return False
        shares_all = "seller" not in payoffs or sum(payoffs.values()) == self.worth(self.names)
        return shares_all and not self.blocks(payoffs)

    def buyer_pareto_core(self, payoffs):
        """In the core, and every buyer in a coalition C with u(C) = v(M) - v(M without C)."""
        if not self.in_core(payoffs):
            return False
        total, tight = self._sums(payoffs), 0
        for mask in range(1, self.everyone + 1):
            if total[mask] == Fraction(self.worths[-1] - self.worths[self.everyone ^ mask], self.scale):
                tight |= mask
        return tight == self.everyone


class GammaOracle:
    """Mechanism Γ for given requests {name: (bundle, price)}; the market is a document or a `Game`."""

    def __init__(self, market, requests):
        self.game = game = market if isinstance(market, Game) else Game(market)
        self.names, self.goods = game.names, game.goods
        assert sorted(requests) == sorted(self.names)
        assert all(price >= 0 for _, price in requests.values())
        nets = [game.value(name, requests[name][0]) - requests[name][1] for name in self.names]
        self.scale = lcm(game.scale, *(net.denominator for net in nets))
        factor = self.scale // game.scale
        self._values = [[value * factor for value in table] for table in game.values] if factor > 1 else game.values
        self._surplus = [surplus * factor for surplus in game.surplus] if factor > 1 else game.surplus
        self._nets = [int(net * self.scale) for net in nets]
        self.requests = requests
        self.nets = dict(zip(self.names, nets, strict=True))
        self._lists = {}

    def _fraction(self, amount):
        return Fraction(amount, self.scale)

    def _offers(self, nets):
        """For each reply: the mask of the members whose constraint (6) no price meets, and the payment if there is none."""
        short = [[1 << buyer if value < net else 0 for value in table] for buyer, (table, net) in enumerate(zip(self._values, nets, strict=True))]
        totals = [0]
        for net in nets:
            totals += [total + net for total in totals]
        found = []
        for (mask, given, _), surplus in zip(self.game.replies, self._surplus, strict=True):
            unmet = 0
            for buyer, bundle in given:
                unmet |= short[buyer][bundle]
            found.append((unmet, surplus - totals[mask]))
        return found

    @cached_property
    def _on_path(self):
        return self._offers(self._nets)

    def _best(self, nets):
        """The best payment and the indices of the best replies for given net payoffs."""
        key = tuple(nets)
        if key not in self._lists:
            offers = self._on_path if nets == self._nets else self._offers(nets)
            best = max(payment for unmet, payment in offers if not unmet)
            self._lists[key] = best, [index for index, (unmet, payment) in enumerate(offers) if not unmet and payment == best]
        return self._lists[key]

    @property
    def feasible_replies(self):
        """Each feasible reply with the seller's payoff."""
        return {self.game.reply(index): self._fraction(payment) for index, (unmet, payment) in enumerate(self._on_path) if not unmet}

    @property
    def best_payment(self):
        return self._fraction(self._best(self._nets)[0])

    @cached_property
    def best_replies(self):
        return {self.game.reply(index) for index in self._best(self._nets)[1]}

    def prices(self, reply):
        """The largest prices: w_i(A_i) - p_i = r_i."""
        _, given, _ = self.game.replies[self.game.index_of[reply]]
        return {self.names[buyer]: self._fraction(self._values[buyer][bundle] - self._nets[buyer]) for buyer, bundle in given}

    def surplus(self, reply):
        return self._fraction(self._surplus[self.game.index_of[reply]])

    def payoffs(self, reply):
        found = {name: self.nets[name] if name in reply[0] else Fraction(0) for name in self.names}
        return found | {"seller": sum(self.prices(reply).values())}

    # What a buyer can reach by asking for something else, the others' requests fixed.

    @cached_property
    def _reach(self):
        """The supremum of the net payoffs with which the buyer is in every best reply; None if in none."""
        found = []
        for buyer in range(len(self.names)):
            bit = 1 << buyer
            without = [payment for (mask, _, _), (unmet, payment) in zip(self.game.replies, self._on_path, strict=True) if not mask & bit and not unmet]
            reach = None
            for (mask, given, _), (unmet, payment) in zip(self.game.replies, self._on_path, strict=True):
                if mask & bit and not unmet & ~bit:
                    limit = next(self._values[buyer][bundle] for member, bundle in given if member == buyer)
                    if without:
                        limit = min(limit, payment + self._nets[buyer] - max(without))
                    reach = limit if reach is None or limit > reach else reach
            found.append(reach)
        return found

    @cached_property
    def _deviations(self):
        return [max(0, reach or 0) for reach in self._reach]

    @property
    def deviations(self):
        """d_i for each buyer: the supremum of what a deviation gets; a request (dummy, 0) gets 0."""
        return {name: self._fraction(amount) for name, amount in zip(self.names, self._deviations, strict=True)}

    def _selected(self, buyer, net):
        """Whether the buyer is in each of the best replies after asking for `net`."""
        nets = [*self._nets[:buyer], net, *self._nets[buyer + 1 :]]
        return [bool(self.game.replies[index][0] >> buyer & 1) for index in self._best(nets)[1]]

    def verify_deviations(self, eps=None):
        """Names for which asking for d_i - eps is not always served, or for d_i + eps is sometimes served; eps is by default the least unit."""
        step = 1 if eps is None else eps * self.scale
        wrong = []
        for buyer, reach in enumerate(self._deviations):
            fits = reach + step <= self._values[buyer][-1]
            if not all(self._selected(buyer, reach - step)) or (fits and any(self._selected(buyer, reach + step))):
                wrong.append(self.names[buyer])
        return wrong

    def served_at_deviation(self, name):
        """At a request of exactly d_i: whether some best reply serves the buyer, and whether some does not."""
        buyer = self.names.index(name)
        found = self._selected(buyer, self._deviations[buyer])
        return any(found), not all(found)

    def after(self, name, bundle, price):
        """The least and the most that the buyer gets over all best replies to the profile with this request instead."""
        assert price >= 0
        buyer, net = self.names.index(name), self.game.value(name, bundle) - price
        payoffs = [net if served else Fraction(0) for served in self._selected(buyer, net * self.scale)]
        return min(payoffs), max(payoffs)

    # Equilibria.

    def breakers(self, reply):
        """Buyers who get less than d_i under this reply."""
        payoffs, deviations = self.payoffs(reply), self.deviations
        return [name for name in self.names if payoffs[name] < deviations[name]]

    @cached_property
    def supporting_replies(self):
        """The best replies that are on the path of some subgame perfect equilibrium with these requests."""
        content = [mask for mask in range(1, self.game.everyone + 1) if self._content(mask, self._deviations)]
        return {self.game.reply(index) for index in self._best(self._nets)[1] if self.game.replies[index][0] in content}

    def _content(self, mask, least):
        return all((net if mask >> buyer & 1 else 0) >= least[buyer] for buyer, net in enumerate(self._nets))

    @property
    def is_equilibrium(self):
        return bool(self.supporting_replies)

    @cached_property
    def nash_replies(self):
        """The best replies that are on the path of some Nash equilibrium, the seller threatening with any feasible reply."""
        least = []
        for buyer in range(len(self.names)):
            bit, served = 1 << buyer, []
            ignored = False
            for (mask, given, _), (unmet, _) in zip(self.game.replies, self._on_path, strict=True):
                if not mask & bit:
                    ignored = ignored or not unmet
                elif not unmet & ~bit:
                    served += [self._values[buyer][bundle] for member, bundle in given if member == buyer]
            least.append(0 if ignored else max(served))
        content = [mask for mask in range(1, self.game.everyone + 1) if self._content(mask, least)]
        return {self.game.reply(index) for index in self._best(self._nets)[1] if self.game.replies[index][0] in content}

    @property
    def nash_with_threats(self):
        return bool(self.nash_replies)

    # The same once more, without d_i: try all requests that could matter. Slow, for very small markets.

    def _critical(self, buyer):
        """All net payoffs at which anything may change, points between them, and points beyond the ends, up to w_i(all goods)."""
        bit, own = 1 << buyer, self._nets[buyer]
        without = {payment for (mask, _, _), (unmet, payment) in zip(self.game.replies, self._on_path, strict=True) if not mask & bit and not unmet}
        with_it = {payment + own for (mask, _, _), (unmet, payment) in zip(self.game.replies, self._on_path, strict=True) if mask & bit and not unmet & ~bit}
        exact = {0, own, *self._values[buyer]} | {inside - outside for inside in with_it for outside in without}
        ordered = sorted(Fraction(point) for point in exact)
        between = [(low + high) / 2 for low, high in pairwise(ordered)]
        points = {*ordered, *between, ordered[0] - 1, ordered[-1] + 1}
        return sorted(point for point in points if point <= self._values[buyer][-1])

    @cached_property
    def _secured(self):
        """For each buyer the most, over the critical requests, of the least payoff over the best replies."""
        found = []
        for buyer in range(len(self.names)):
            found.append(max(min(net if served else 0 for served in self._selected(buyer, net)) for net in self._critical(buyer)))
            self._lists.clear()
        return found

    @property
    def literally_supporting_replies(self):
        """The best replies from which no critical request of a buyer gains whatever best reply follows (each deviation can have its own)."""
        secured = self._secured
        content = [mask for mask in range(1, self.game.everyone + 1) if self._content(mask, secured)]
        return {self.game.reply(index) for index in self._best(self._nets)[1] if self.game.replies[index][0] in content}

    def facts(self):
        """All findings, for comparison with what a program claims."""
        return {
            "nets": self.nets,
            "best_payment": self.best_payment,
            "best_replies": self.best_replies,
            "deviations": self.deviations,
            "supporting_replies": self.supporting_replies,
            "is_equilibrium": self.is_equilibrium,
            "nash_replies": self.nash_replies,
            "nash_with_threats": self.nash_with_threats,
            "games": self.game.games,
            "vickrey": self.game.vickrey,
            "buyers_submodular": self.game.buyers_submodular,
            "vickrey_in_core": self.game.in_core(self.game.vickrey),
        }


def differing(oracle, claims):
    """The claims, by the keys of `GammaOracle.facts`, that are not so."""
    facts = oracle.facts()
    return [key for key, claim in claims.items() if claim != facts[key]]


def is_monotone(table):
    return all(table[mask] >= table[mask ^ good] for mask in range(len(table)) for good in bits(mask))


def submasks(mask):
    part = mask
    while True:
        yield part
        if not part:
            return
        part = (part - 1) & mask
