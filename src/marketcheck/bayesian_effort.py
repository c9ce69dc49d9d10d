"""How much work a check of the room `bayesian` will be, in the steps of `effort`; what covers structures is counted when it comes."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import comb, lcm, prod
from typing import Any

from marketcheck.bayesian_balanced import MAX_PLANS, MAX_PLAYERS
from marketcheck.bayesian_game import Game
from marketcheck.effort import parts_of
from marketcheck.lines import fraction_steps, product_steps

CHARACTER, START, ENUMERATION = 8, 10_000, 2_000_000
"""What a character that is read, any answer, and the balanced collections of five players take."""
WHOLE, SEARCHED = 20_000, 2 * 10**11
"""A common denominator is searched for up to so many bits, and until the products of lengths add up to so much: half a second."""


def bayesian_steps(game: Game, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + mechanisms x lies + multipliers x payoffs + plans, rows of proofs, moves.
    Long numbers count more, by the square of their length.
    """
    parts = {key: answer.get(key, {}) for key in ("input", "outcome", "findings", "certificate")}
    numbers = [*parts_of(parts, Fraction)]
    odds = sum(lcm(*(share.denominator for share in prior)).bit_length() for prior in game.priors)
    bits = game.scale.bit_length() + 2 * odds + 2 * _bits(numbers)
    small, long = 4 * product_steps(bits), fraction_steps(2 * bits)
    work = len(numbers) * (long + 40)
    mechanisms = [one["lottery"] for one in parts_of(parts, dict) if "lottery" in one and "transfers" in one]
    kinds, everyone = max(game.sizes), len(game.players)
    grand = len(game.grand.actions) * everyone * len(game.profiles)
    whole = sum(len(block.actions) * len(block.members) for block in game.blocks) * len(game.profiles)
    for lottery in mechanisms:
        entries = len(game.profiles) + sum(map(len, lottery.values()))
        work += (kinds + 4) * everyone * entries * small + sum(size**2 for size in game.sizes) * long
    lists = [one for one in _lists(parts) if one and "multiplier" in one[0] and "claim" in one[0] and "row" not in one[0]]
    each = (6 + max((_terms(game, one) for one in lists), default=0.0)) * product_steps(bits)
    points = parts["certificate"].get("points", ())
    tests = len(points) if answer["rule"] == "bayesian/core-region" else sum(not point for point in points)
    work += (2 + len(lists) + tests) * (2 * whole + grand) * each
    if answer["rule"] == "bayesian/virtual":
        work += whole * 2 * long
    work += _plans(game, parts, small) + _rows(game, parts, small, long, grand) + _balanced(game, answer, small, long) + _alternatives(game, parts, long)
    return int(START + CHARACTER * (len(answer_text) + len(game.canonical)) + work)


def _bits(numbers: list[Fraction]) -> int:
    """Returns an upper bound on the length of numbers over their common denominator."""
    longest = max((number.numerator.bit_length() for number in numbers), default=1)
    whole, rest, work = 1, 0, 0
    for below in {number.denominator for number in numbers}:
        work += whole.bit_length() * below.bit_length()
        if whole.bit_length() < WHOLE and work < SEARCHED:
            whole = lcm(whole, below)
        else:
            rest += below.bit_length()
    return longest + whole.bit_length() + rest


def _terms(game: Game, multipliers: list[Any]) -> float:
    """Returns how many entries of a table a virtual value takes, on average over profiles."""
    counts = Counter(one["player"] for one in multipliers)
    return max(counts[name] / size for name, size in zip(game.players, game.sizes, strict=True))


def _lists(part: object) -> list[list[Any]]:
    """Returns lists of objects."""
    return [one for one in parts_of(part, list) if one and isinstance(one[0], dict)] + [
        inner for one in parts_of(part, list) for inner in one if isinstance(inner, list) and inner and isinstance(inner[0], dict)
    ]


def _plans(game: Game, parts: Mapping[str, Any], small: float) -> float:
    """Returns what the invitations of a blocking plan take."""
    stated = parts["outcome"].get("plan", {}).get("invitations", ())
    return float(len(stated)) * len(game.profiles) * len(game.players) * (1 + max(game.sizes)) * small / max(1, min(game.sizes))


def _rows(game: Game, parts: Mapping[str, Any], small: float, long: float, grand: int) -> float:
    """Returns what proofs take: rows of supporting multipliers, rows of edges with what they leave of lotteries, and sides of a polygon."""
    proofs = [one for one in _lists(parts["certificate"]) if "row" in one[0]]
    edges = len(parts["certificate"].get("edges", ()))
    averaged = edges or "tree" in parts["certificate"]
    each = len(game.profiles) * len(game.players) * max(game.sizes) * 4 * long if averaged else sum(game.sizes) * len(game.players) * 2 * long
    return sum(map(len, proofs)) * each + edges * (grand * max(game.sizes) * small + edges * 4 * long)


def _balanced(game: Game, answer: Mapping[str, Any], small: float, long: float) -> float:
    """Returns what balanced plans take."""
    if answer["rule"] != "bayesian/balanced" or len(game.players) > MAX_PLAYERS:
        return 0
    plans: int = min(MAX_PLANS, prod(len(block.actions) + 1 for block in game.blocks))
    entries = len(game.players) * len(game.profiles)
    shares = sum(len(one["lottery"]) for one in answer["certificate"].get("lotteries", ()))
    return ENUMERATION * comb(len(game.players), 5) + 2_000.0 + plans * (200 + 8 * entries * small) + entries * (shares + 8) * 2 * long


def _alternatives(game: Game, parts: Mapping[str, Any], long: float) -> float:
    """Returns what an alternative takes: its results for all types of the members, and the rows of cases."""
    stated = parts["input"].get("alternative")
    if not stated:
        return 0
    shares = sum(1 + len(one["lottery"]) for one in stated["results"])
    types = prod(game.sizes[game.players.numbers[name]] for name in stated["members"] if name in game.players.numbers)
    actions = max(len(block.actions) for block in game.blocks)
    work = len(stated["members"]) * (types * (shares + 8 * len(stated["results"])) * 2 + actions * len(game.profiles)) * long
    cases = parts["certificate"].get("cases", ())
    moves = max((len(listed) for listed in stated["moves"].values()), default=1)
    return float(work + (sum(len(case["proof"]) for case in cases) * 3 * long + 40 * len(cases)) * moves * max(game.sizes))
