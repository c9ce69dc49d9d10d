"""Plays of mechanism Γ, one round after the other: buyers request in any order, the seller replies, payoffs follow, and who regrets his request.

*Meaning.* The mechanism is simultaneous: the seller replies when every buyer has asked once.  A buyer regrets his request when he could have had more by
another one, all others unchanged: the limit d_i of what a deviation yields is above his payoff.  Whatever the seller does when she is indifferent, half
way between the two is surely granted (spec gamma 7).

*Source.* paper 000, section 3; spec gamma 6 and 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketwright.coalitions.worths import Clearing
from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import number_text
from marketwright.gamma.deviations import Deviations
from marketwright.gamma.profile import NO_REQUEST, Profile, Request, Valuer, opened, profile_of
from marketwright.gamma.reply import Reply, best_reply, chosen_reply_tie_rule, reply_outcome
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.places import did_you_mean, listed, shown
from marketwright.questions import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A reply given by hand: whom the seller serves, and every buyer's goods (those who are not named get none)."""

    members: tuple[str, ...]
    allocation: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedReply:
    """The seller's reply with the prices of Lemma 1: members in market order, every buyer's goods and payment."""

    members: tuple[str, ...]
    allocation: Mapping[str, tuple[str, ...]]
    payments: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """A buyer who could have had `net` by `request`, and anything below `limit` by others."""

    buyer: str
    payoff: Fraction
    limit: Fraction
    request: Request
    net: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A finished round; `net` and `limits` (the d_i) by buyer, `payoffs` with `seller`; `by_hand`: the reply was given by hand."""

    requests: Mapping[str, Request]
    net: Mapping[str, Fraction]
    reply: ServedReply
    by_hand: bool
    best_revenue: Fraction
    payoffs: Mapping[str, Fraction]
    limits: Mapping[str, Fraction]
    regrets: tuple[Regret, ...]

    @property
    def is_best_reply(self) -> bool:
        """Whether no reply pays the seller more."""
        return self.payoffs["seller"] == self.best_revenue


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Finished rounds, and the requests of the round that is going on."""

    market: BundleMarket
    requests: Mapping[str, Request] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """The buyers who have not asked in this round, in market order; the seller replies when there are none."""
        return tuple(buyer.name for buyer in self.market.buyers if buyer.name not in self.requests)


def requested(play: Play, buyer: str, request: Request) -> Play:
    """The play after a buyer's request.

    Raises: `SecondInputError` I103 (unknown buyer), I105 (no bundle of the market), I106 (negative price), I110 (he has asked already).
    """
    names = [other.name for other in play.market.buyers]
    place = f"round {len(play.rounds) + 1}"
    if buyer not in names:
        raise SecondInputError("I103", place, f"unknown buyer {buyer!r}", "buyers of the market", did_you_mean(buyer, names, "use the market's names"))
    if buyer in play.requests:
        raise SecondInputError("I110", place, f"a second request of buyer {buyer!r}", "one request of each buyer", "wait for the next round")
    bundle = market_bundle(play.market, request.bundle, f"{place}, request of {shown(buyer)}")
    if request.price < 0:
        given = number_text(request.price)
        raise SecondInputError("I106", f"{place}, request of {shown(buyer)}", given, "a price of at least 0", "ask for 0 instead")
    return Play(market=play.market, requests={**play.requests, buyer: Request(bundle, request.price)}, rounds=play.rounds)


def market_bundle(market: BundleMarket, goods: tuple[str, ...], place: str) -> tuple[str, ...]:
    """The goods in market order.

    Raises: `SecondInputError` I105.
    """
    for number, good in enumerate(goods):
        if good not in market.goods:
            remedy = did_you_mean(good, market.goods, f"the market has {listed(market.goods)}")
            raise SecondInputError("I105", place, f"unknown good {good!r}", "different goods of the market", remedy)
        if good in goods[:number]:
            raise SecondInputError("I105", place, f"{good!r} twice", "different goods of the market", "write it once")
    return tuple(good for good in market.goods if good in goods)


def replied(play: Play, choice: Choice | None = None) -> Play:
    """The play after the seller's reply to the requests of all buyers: a best reply, or the given one.

    Raises: `SecondInputError` I102 when a buyer has not asked, and as `played_round`.
    """
    if play.waiting:
        place = f"round {len(play.rounds) + 1}"
        raise SecondInputError("I102", place, f"nothing for buyer {play.waiting[0]!r}", "requests of every buyer", "wait for it, or ask for nothing at price 0")
    return Play(market=play.market, rounds=(*play.rounds, played_round(play.market, play.requests, choice)))


def played_round(market: BundleMarket, requests: Mapping[str, Request], choice: Choice | None = None, limits: Limits | None = None) -> Round:
    """The round with these requests of all buyers: the seller's reply (a best one, or the given one), payoffs, regrets.

    *Meaning.* Of the best replies one with the largest surplus where the numbers allow, otherwise any.  A round depends on nothing but its arguments.

    Raises: `MarketError` M118 (reserve prices); `SecondInputError` I103, I109 for a reply that is not feasible; `UsageError` U106 when a limit came first.
    Cost: the best reply, one winner determination for each member, and one for each other buyer with d > 0.
    """
    clearing, valuer = opened(market, limits or Limits())
    profile = profile_of(requests, valuer, market)
    tie_rule = chosen_reply_tie_rule(clearing, profile, None)
    best = best_reply(clearing, valuer, profile, tie_rule=tie_rule)
    d = deviation_limits(clearing, profile, best)
    net = {buyer.name: profile.net[number] for number, buyer in enumerate(market.buyers)}
    reply = _best(clearing, profile, best) if choice is None else chosen_reply(market, valuer, net, choice)
    payoffs = {name: net[name] if name in reply.members else Fraction(0) for name in net}
    found = {name: d[number] for number, name in enumerate(net)}
    return Round(
        requests={name: requests[name] for name in net},
        net=net,
        reply=reply,
        by_hand=choice is not None,
        best_revenue=best.pays,
        payoffs={**payoffs, "seller": sum(reply.payments.values(), Fraction(0))},
        limits=found,
        regrets=tuple(regret(market, valuer, number, payoffs[name], found[name]) for number, name in enumerate(net) if payoffs[name] < found[name]),
    )


def deviation_limits(clearing: Clearing, profile: Profile, best: Reply) -> dict[int, Fraction]:
    """The d_i of all buyers, given a best reply.

    Raises: `UsageError` U106 when a limit came first.
    """
    deviations = Deviations(clearing, profile, best)
    found = [deviations.of_member(member) for member in best.members]
    for _step in deviations.of_others():
        pass
    if not best.exact or None in found or not deviations.settled:
        raise UsageError("U106", "the play", "a limit came first", "more time", "raise the limit")
    return deviations.limits


def regret(market: BundleMarket, valuer: Valuer, buyer: int, payoff: Fraction, limit: Fraction) -> Regret:
    """What a buyer with less than he could have would better have asked for: nothing if he loses money, otherwise all goods, half way to the limit."""
    name = market.buyers[buyer].name
    if payoff < 0:
        return Regret(buyer=name, payoff=payoff, limit=limit, request=NO_REQUEST, net=Fraction(0))
    net = (payoff + limit) / 2
    return Regret(buyer=name, payoff=payoff, limit=limit, request=Request(market.goods, valuer.value(buyer, market.goods) - net), net=net)


def _best(clearing: Clearing, profile: Profile, best: Reply) -> ServedReply:
    outcome = reply_outcome(clearing, profile, best)
    allocation = {name: tuple(goods) for name, goods in outcome["allocation"].items()}
    return ServedReply(members=tuple(outcome["members"]), allocation=allocation, payments=outcome["payments"])


def chosen_reply(market: BundleMarket, valuer: Valuer, net: Mapping[str, Fraction], choice: Choice) -> ServedReply:
    """The reply given by hand, with the prices of Lemma 1: each member pays what his goods are worth to him less the net payoff he asked for.

    Raises: `SecondInputError` I103 (unknown buyer), I105 (unknown good), I109 (not feasible).
    """
    for name in (*choice.members, *choice.allocation):
        if name not in net:
            raise SecondInputError("I103", "reply", f"unknown buyer {name!r}", "buyers of the market", did_you_mean(name, list(net), "use the market's names"))
    if not choice.members:
        raise _infeasible("nobody is served", "at least one member", "name a member")
    members = tuple(name for name in net if name in choice.members)
    allocation = {name: market_bundle(market, choice.allocation.get(name, ()), f"reply, goods of {shown(name)}") for name in net}
    for good in market.goods:
        owners = [name for name, goods in allocation.items() if good in goods]
        if len(owners) != 1 or owners[0] not in members:
            given = "nobody" if not owners else listed(owners)
            raise _infeasible(f"good {good!r} goes to {given}", "every good goes to exactly one member", f"give it to one of {listed(members)}")
    payments = dict.fromkeys(net, Fraction(0))
    for number, name in enumerate(net):
        if name not in members:
            continue
        worth = valuer.value(number, allocation[name])
        if worth < net[name]:
            given = f"goods worth {number_text(worth)} to buyer {name!r}, who asked for {number_text(net[name])}"
            raise _infeasible(given, "members whose goods are worth at least what they ask for", "give him more, or do not serve him")
        payments[name] = worth - net[name]
    return ServedReply(members=members, allocation=allocation, payments=payments)


def _infeasible(given: str, allowed: str, remedy: str) -> SecondInputError:
    return SecondInputError("I109", "reply", given, allowed, remedy)
