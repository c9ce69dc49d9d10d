"""The rule `bayesian/balanced`: whether one lottery gives what every balanced plan does."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import gcd, prod
from typing import Any

from marketcheck.bayesian import LOTTERY, Bargain, form
from marketcheck.bayesian_game import Block, Game, Members, number_of
from marketcheck.case import verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys

Collection = tuple[Sequence[Members], Sequence[int], int]
"""Coalitions in order, their weights, over this."""
Plan = tuple[Sequence[Block], Sequence[int], Sequence[int], int]
"""Coalitions, the actions chosen, the weights, over this."""
MAX_PLAYERS, MAX_PLANS = 5, 20_000
BALANCED = form({}, {"lotteries": [{"plan": [{"members": [str], "action": str}], "lottery": LOTTERY}]})


def collections_of(players: int) -> list[Collection]:
    """Returns the minimal balanced collections, in order, with their weights.

    *Meaning*: they are the extreme rays of the weights of at least 0 that add up to the same for every player; one equation after another is
    added, and a ray of the new cone has at most one coalition more than equations.
    """
    sets = [members for size in range(1, players + 1) for members in combinations(range(players), size)]
    rays = [{k: 1} for k in range(len(sets))]
    for i in range(1, players):
        value = [sum(weight * ((i in sets[k]) - (0 in sets[k])) for k, weight in ray.items()) for ray in rays]
        found = {frozenset(ray): ray for ray, sum_ in zip(rays, value, strict=True) if sum_ == 0}
        above = [(ray, sum_) for ray, sum_ in zip(rays, value, strict=True) if sum_ > 0]
        for low, under in ((ray, -sum_) for ray, sum_ in zip(rays, value, strict=True) if sum_ < 0):
            for high, over in above:
                support = low.keys() | high.keys()
                if len(support) <= i + 1:
                    ray = {k: low.get(k, 0) * over + high.get(k, 0) * under for k in support}
                    shared = gcd(*ray.values())
                    found[frozenset(support)] = {k: weight // shared for k, weight in ray.items()}
        by_size = sorted(found, key=len)
        rays = [found[support] for k, support in enumerate(by_size) if not any(less < support for less in by_size[:k])]
    ordered = sorted(rays, key=lambda ray: (len(ray), sorted(ray)))
    return [([sets[k] for k in sorted(ray)], [ray[k] for k in sorted(ray)], sum(ray[k] for k in ray if 0 in sets[k])) for ray in ordered]


def plans_of(game: Game, collections: Sequence[Collection]) -> Iterator[Plan]:
    """Yields the balanced plans, in order."""
    for sets, weights, below in collections:
        if all(map(game.by_members.__contains__, sets)):
            blocks = [game.by_members[members] for members in sets]
            for chosen in product(*(range(len(block.actions)) for block in blocks)):
                yield blocks, chosen, weights, below


def count_of(game: Game, collections: Sequence[Collection]) -> int:
    """Returns how many balanced plans there are."""
    counts = {members: len(block.actions) for members, block in game.by_members.items()}
    return sum(prod(counts.get(members, 0) for members in sets) for sets, _, _ in collections)


def payoffs_of(game: Game, plan: Plan) -> list[list[int]]:
    """Returns what a plan gives every player in every profile, over the game's scale and the plan's."""
    blocks, chosen, weights, _ = plan
    found = [[0] * len(game.profiles) for _ in game.players]
    for block, action, weight in zip(blocks, chosen, weights, strict=True):
        for i, table in zip(block.members, block.payoffs[action], strict=True):
            found[i] = [total + weight * payoff for total, payoff in zip(found[i], table, strict=True)]
    return found


def check_balanced(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/balanced`."""
    game = bargain.game
    if len(game.players) > MAX_PLAYERS:
        reject("T29", "market.players", len(game.players), f"at most {MAX_PLAYERS}")
    collections = collections_of(len(game.players))
    count = count_of(game, collections)
    if count > MAX_PLANS:
        reject("T29", "market", f"{count} balanced plans", f"at most {MAX_PLANS}")
    claimed = bargain.finding("balanced")
    if claimed["holds"] is True:
        (lotteries,) = bargain.evidence("lotteries")
        _require_matched(bargain, plans_of(game, collections), lotteries)
        bargain.finish({}, [verdict("balanced", True, "enumerated", plans=count)])
        return
    bargain.evidence()
    if claimed["holds"] is None:
        bargain.finish({}, [verdict("balanced", None, "unproven")])
        return
    witness = keys(claimed.get("witness"), "findings.balanced.witness", ["plan", "values"], claimed.get("witness") or ())
    gain = _gain(bargain, plans_of(game, collections), witness)
    bargain.finish({}, [verdict("balanced", False, "proved", witness={key: witness[key] for key in ("plan", "values")} | {"gain": gain})])


def _named(game: Game, plan: Plan) -> list[dict[str, Any]]:
    blocks, chosen, _, _ = plan
    return [{"members": game.names(block.members), "action": block.actions[action]} for block, action in zip(blocks, chosen, strict=True)]


def _require_matched(bargain: Bargain, plans: Iterator[Plan], lotteries: Sequence[Mapping[str, Any]]) -> None:
    """Verifies that the lotteries are those of the plans that no action matches, and match them."""
    game, place = bargain.game, "certificate.lotteries"
    single = {tuple(map(tuple, tables)) for tables in game.grand.payoffs}
    waiting = iter(enumerate(lotteries))
    for plan in plans:
        wanted, below = payoffs_of(game, plan), plan[-1]
        if all(number % below == 0 for table in wanted for number in table) and tuple(tuple(n // below for n in table) for table in wanted) in single:
            continue
        k, entry = next(waiting, (len(lotteries), None))
        if entry is None or entry["plan"] != _named(game, plan):
            reject("T29", f"{place}[{k}]", "another plan, or none", "the next that no action matches")
        chances = [(number_of(name, game.grand.actions, f"{place}[{k}]"), share) for name, share in entry["lottery"].items()]
        if sum(share for _, share in chances) != 1:
            reject("T30", f"{place}[{k}]", shown(sum(share for _, share in chances)), "probabilities that add up to 1")
        for i, table in enumerate(wanted):
            for t, number in enumerate(table):
                if sum(share * game.grand.payoffs[action][i][t] for action, share in chances) * below != number:
                    reject("T30", f"{place}[{k}], {game.players[i]!r}, {game.profiles[t]}", "another payoff", "that of the plan")
    if (left := next(waiting, None)) is not None:
        reject("T29", f"{place}[{left[0]}]", "a lottery", "none: all plans are matched")


def _gain(bargain: Bargain, plans: Iterator[Plan], witness: Mapping[str, Any]) -> Fraction:
    """Returns by how much a plan exceeds all actions, with values as multipliers of payoffs."""
    game, place = bargain.game, "findings.balanced.witness"
    stated = [{key: one[key] for key in ("members", "action")} for one in witness["plan"]]
    plan = next((plan for plan in plans if _named(game, plan) == stated), None)
    if plan is None or [Fraction(weight, plan[-1]) for weight in plan[2]] != [one["weight"] for one in witness["plan"]]:
        reject("T31", f"{place}.plan", "another plan", "a balanced plan and its weights")
    values = bargain.tables(witness["values"], f"{place}.values")

    def valued(tables: Sequence[Sequence[int]]) -> Fraction:
        return sum((value * payoff for pair in zip(values, tables, strict=True) for value, payoff in zip(*pair, strict=True)), Fraction(0)) / game.scale

    gain = valued(payoffs_of(game, plan)) / plan[-1] - max(map(valued, game.grand.payoffs))
    if gain <= 0:
        reject("T31", place, shown(gain), "above 0")
    return gain
