"""Second inputs about divisible markets: who takes part, on which side, payoffs, bundles and packages, and distributions of valuations.

*Source.* `docs/formats/input.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import canonical_number, common_denominator, number_text
from marketwright.input_parts import by_good, exact_number, integer_between, known_entries, meant, refuse_missing
from marketwright.markets.divisible import DivisibleMarket, Vector
from marketwright.markets.kinds import names_of
from marketwright.markets.matrices import dependent_row
from marketwright.solvers.surplus.matrices import is_positive_semidefinite, transpose

MOST_BIDDERS_DRAWN = 1_000
"""The largest number of bidders with drawn valuations."""
SAMPLES = (2, 100_000)
"""How many samples of their valuations may be drawn: the variance of one is no number."""
MOST_DRAWS = 1_000_000
"""How many valuations may be drawn in all samples together."""
PROPOSITIONS = (3, 4, 5)
"""The propositions of paper 001 that make a market in which somebody blocks."""
LEAST_ON_A_SIDE = 2
"""Participants whose residual supply is defined."""
NAMES_SHAPE = '["Ada", "Ben"]'

Bundle = dict[str, int | str]

_LEAST_PARTICIPANTS = 2
_BIDDERS_NAMED = 3
_PRIOR_SHAPE = '{"values": [{"theta": {good: number, ...}, "probability": number}, ...]}, or {"mean": {good: number, ...}, "covariance": [[numbers], ...]}'


def _participants(value: Any, market: DivisibleMarket) -> list[str]:
    """Two or more different bidders, in market order."""
    found = _names(value, market, "participants")
    if len(found) < _LEAST_PARTICIPANTS:
        raise _too_few("participants", found, f"{_LEAST_PARTICIPANTS} or more different bidders")
    return [name for name in names_of(market) if name in found]


def _bidders(value: Any, market: DivisibleMarket) -> list[str]:
    """Different bidders, in their own order."""
    return _names(value, market, "bidders")


def _forward(value: Any, market: DivisibleMarket) -> list[str]:
    """Different bidders, in market order."""
    found = _names(value, market, "forward")
    return [name for name in names_of(market) if name in found]


def _payoffs(entries: Any, market: DivisibleMarket) -> dict[str, int | str]:
    """A number for each bidder who is named, and for the auctioneer if he is."""
    named = known_entries(entries, names_of(market), "payoffs", "{bidder: number, ...}", ("auctioneer",), "bidder")
    return {name: canonical_number(exact_number(value, f"input.payoffs.{name}")) for name, value in named.items()}


def _packages(value: Any, market: DivisibleMarket) -> list[Bundle]:
    """As many linearly independent bundles as there are goods."""
    place, count = "input.packages", len(market.goods)
    if not isinstance(value, list | tuple):
        raise SecondInputError("I104", place, "not a list", "[{good: number, ...}, ...]", "write one bundle for each package")
    if len(value) != count:
        given = f"{len(value)} package{'' if len(value) == 1 else 's'}"
        raise SecondInputError("I128", place, given, f"{count}: as many as there are goods", "add or remove packages")
    packages = [_bundle(entry, market, f"{place}[{number}]") for number, entry in enumerate(value)]
    number = dependent_row(tuple(_vector(package, market) for package in packages))
    if number is not None:
        given = "a combination of the packages before it" if any(packages[number].values()) else "a package of nothing"
        remedy = "correct it: quantities of packages are to make every bundle in exactly one way"
        raise SecondInputError("I128", f"{place}[{number}]", given, "linearly independent packages", remedy)
    return packages


def _direction(value: Any, market: DivisibleMarket) -> Bundle:
    """A bundle other than zero."""
    bundle = _bundle(value, market, "input.direction")
    if not any(bundle.values()):
        raise SecondInputError("I132", "input.direction", "a bundle of nothing", "a direction: a bundle other than zero", "name a good that is auctioned")
    return bundle


def _prior(value: Any, market: DivisibleMarket) -> dict[str, Any]:
    """Values of theta with their probabilities, or a mean and a covariance."""
    keys = set(value) if isinstance(value, Mapping) else set()
    if keys == {"values"}:
        return {"values": _odds(value["values"], market)}
    if keys == {"mean", "covariance"}:
        mean = _bundle(value["mean"], market, "input.prior.mean")
        return {"mean": mean, "covariance": _covariance(value["covariance"], len(market.goods))}
    raise SecondInputError("I104", "input.prior", "not a prior", _PRIOR_SHAPE, "write the keys of one of the two and no others")


def _odds(value: Any, market: DivisibleMarket) -> list[dict[str, Any]]:
    """Different theta, each with a probability above 0; together 1."""
    place = "input.prior.values"
    if not isinstance(value, list | tuple):
        shape = '[{"theta": {good: number, ...}, "probability": number}, ...]'
        raise SecondInputError("I104", place, "not a list", shape, "write one entry for each theta")
    found: list[dict[str, Any]] = []
    first: dict[tuple[int | str, ...], int] = {}
    for number, entry in enumerate(value):
        here = f"{place}[{number}]"
        if not isinstance(entry, Mapping) or set(entry) != {"theta", "probability"}:
            shape = '{"theta": {good: number, ...}, "probability": number}'
            raise SecondInputError("I104", here, "not a theta with its probability", shape, "write both keys and no others")
        theta = _bundle(entry["theta"], market, f"{here}.theta")
        probability = exact_number(entry["probability"], f"{here}.probability")
        if probability <= 0:
            raise SecondInputError("I129", f"{here}.probability", number_text(probability), "a number above 0", "leave out what never occurs")
        before = first.setdefault(tuple(theta.values()), number)
        if before != number:
            raise SecondInputError("I129", f"{here}.theta", f"the theta of {place}[{before}] again", "different theta", "add the two probabilities")
        found.append({"theta": theta, "probability": canonical_number(probability)})
    probabilities = [Fraction(entry["probability"]) for entry in found]
    common_denominator(probabilities, place)
    if sum(probabilities) != 1:
        given = f"probabilities that add up to {number_text(sum(probabilities, Fraction(0)))}"
        raise SecondInputError("I129", place, given, "probabilities that add up to 1", 'write them exactly, such as "1/3"')
    return found


def _covariance(value: Any, count: int) -> list[list[int | str]]:
    """A symmetric, positive semidefinite matrix."""
    place = "input.prior.covariance"
    if not isinstance(value, list | tuple) or len(value) != count or not all(isinstance(row, list | tuple) and len(row) == count for row in value):
        shape = f"a list of {count} lists of {count} numbers" if count > 1 else "[[number]]"
        raise SecondInputError("I104", place, "not a matrix of the market's size", shape, "write one row and one column for each good, in market order")
    matrix = tuple(tuple(exact_number(entry, f"{place}[{number}][{column}]") for column, entry in enumerate(row)) for number, row in enumerate(value))
    common_denominator((entry for row in matrix for entry in row), place)
    if transpose(matrix) != matrix:
        row, column = next((row, column) for row, column in combinations(range(count), 2) if matrix[row][column] != matrix[column][row])
        given = f"the number {number_text(matrix[row][column])}, and {number_text(matrix[column][row])} at {place}[{column}][{row}]"
        raise SecondInputError("I129", f"{place}[{row}][{column}]", given, "a symmetric matrix", "write the same number at both places")
    if not is_positive_semidefinite(matrix):
        given = "a matrix that gives some combination of goods a negative variance"
        raise SecondInputError("I129", place, given, "a positive semidefinite matrix", "check its signs, or raise its diagonal")
    return [[canonical_number(entry) for entry in row] for row in matrix]


def _number(value: Any, _market: DivisibleMarket) -> int:
    """How many bidders have drawn valuations."""
    return integer_between(value, "input.number", _LEAST_PARTICIPANTS, MOST_BIDDERS_DRAWN)


def _samples(value: Any, _market: DivisibleMarket) -> int:
    """How many samples are drawn."""
    return integer_between(value, "input.samples", *SAMPLES)


def _proposition(value: Any, _market: DivisibleMarket) -> int:
    """Which proposition makes the market."""
    number = exact_number(value, "input.proposition")
    if number not in PROPOSITIONS:
        raise SecondInputError("I130", "input.proposition", number_text(number), "3, 4 or 5", "choose one of these")
    return int(number)


DIVISIBLE_PARTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "participants": _participants,
    "payoffs": _payoffs,
    "packages": _packages,
    "direction": _direction,
    "prior": _prior,
    "number": _number,
    "samples": _samples,
    "forward": _forward,
    "proposition": _proposition,
    "bidders": _bidders,
}
"""The readers of keys that mean something of their own in divisible markets."""


def refuse_odd_divisible_parts(parts: Mapping[str, Any], market: DivisibleMarket) -> None:
    """Nothing, if the parts go together and with the market.

    Raises: `SecondInputError` I102 (a participant without a payoff), I103 (a name that takes no part), I120 (too many draws), I126 (a key that does not fit
    the types of values, or a seed without samples), I127 (bidders who are too few or too many for the proposition), I129 (samples of a covariance), I131 (a
    side with fewer than two).
    """
    _refuse_other_types(parts, market)
    participants = parts.get("participants", names_of(market))
    for key, what in (("payoffs", "a payoff"), ("forward", "a side")):
        outside = [name for name in parts.get(key, ()) if name not in participants and name != "auctioneer"]
        if outside:
            given = f"{what} for bidder {outside[0]!r}, who takes no part"
            raise SecondInputError("I103", f"input.{key}", given, "the participants", "add him to the participants, or leave him out here")
    if "payoffs" in parts:
        refuse_missing(parts["payoffs"], participants, "payoffs", "0 for a bidder who gains nothing", "bidder")
    if "forward" in parts:
        _refuse_lone_side(len(parts["forward"]), len(participants) - len(parts["forward"]))
    if "bidders" in parts:
        _refuse_wrong_number(parts["bidders"], parts["proposition"])
    _refuse_odd_samples(parts, len(market.bidders))


def _refuse_other_types(parts: Mapping[str, Any], market: DivisibleMarket) -> None:
    """Nothing, if there is no tolerance where everything is exact, and no payoffs and no cap where it is not."""
    if market.is_exact and "tolerance" in parts:
        given, allowed = "a tolerance for a market whose values are all quadratic", "no tolerance: nothing is rounded"
        raise SecondInputError("I126", "input.tolerance", given, allowed, "leave it out")
    for key in ("payoffs", "cap"):
        if key in parts and not market.is_exact:
            given = f"{'a cap' if key == 'cap' else key} for a market with a numeric utility"
            raise SecondInputError("I126", f"input.{key}", given, "participants and a tolerance", "leave it out, or state all values as quadratic")


def _refuse_odd_samples(parts: Mapping[str, Any], bidders: int) -> None:
    """Nothing, if samples can be drawn of the prior, are not too many, and are there where a seed is."""
    covariance = "covariance" in parts.get("prior", ())
    if "samples" not in parts:
        if "seed" in parts:
            remedy = "leave out the seed: nothing can be drawn from a covariance" if covariance else "add samples, or leave out the seed"
            raise SecondInputError("I126", "input.seed", "a seed without samples", "a seed beside samples", remedy)
        return
    if covariance:
        allowed, remedy = "a prior with values, where samples are drawn", "state values of theta with probabilities, or leave out the samples"
        raise SecondInputError("I129", "input.prior", "a covariance, from which nothing can be drawn", allowed, remedy)
    number = parts.get("number", bidders)
    if parts["samples"] * number > MOST_DRAWS:
        given, allowed = f"{parts['samples']} samples of {number} bidders", f"at most {MOST_DRAWS} draws: samples times bidders"
        raise SecondInputError("I120", "input.samples", given, allowed, f"draw at most {MOST_DRAWS // number} samples, or lower the number of bidders")


def _refuse_lone_side(forward: int, other: int) -> None:
    if min(forward, other) < LEAST_ON_A_SIDE:
        given = f"{forward} on the forward side and {other} on the other"
        remedy = "the residual supply of a lone bidder is undefined: move or add bidders"
        raise SecondInputError("I131", "input.forward", given, f"at least {LEAST_ON_A_SIDE} participants on each side", remedy)


def _refuse_wrong_number(bidders: Sequence[str], proposition: int) -> None:
    most = None if proposition == max(PROPOSITIONS) else _BIDDERS_NAMED
    if len(bidders) < _BIDDERS_NAMED or (most is not None and len(bidders) > most):
        allowed = f"exactly {_BIDDERS_NAMED}" if most else f"{_BIDDERS_NAMED} or more"
        raise _too_few("bidders", bidders, f"{allowed} for proposition {proposition}")


def _names(value: Any, market: DivisibleMarket, key: str) -> list[str]:
    """Different bidders, in the order of the list."""
    place, known = f"input.{key}", dict.fromkeys(names_of(market))
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise SecondInputError("I104", place, "not a list of names", NAMES_SHAPE, "write the bidders' names in a list")
    found: dict[str, None] = {}
    for name in value:
        if name not in known:
            raise SecondInputError("I103", place, f"unknown bidder {name!r}", "bidders of the market", meant(name, known))
        if name in found:
            raise SecondInputError("I127", place, f"bidder {name!r} twice", "different bidders", "write him once")
        found[name] = None
    return list(found)


def _too_few(key: str, given: Sequence[str], allowed: str) -> SecondInputError:
    count = f"{len(given)} bidder{'' if len(given) == 1 else 's'}"
    return SecondInputError("I127", f"input.{key}", count, allowed, f"add or remove names, or leave out {key}")


def _bundle(value: Any, market: DivisibleMarket, place: str) -> Bundle:
    """A number for every good, in market order."""
    named = by_good(value, market.goods, place, "a number for every good")
    return {good: canonical_number(exact_number(named[good], f"{place}.{good}")) for good in market.goods}


def _vector(bundle: Bundle, market: DivisibleMarket) -> Vector:
    return tuple(Fraction(bundle[good]) for good in market.goods)
