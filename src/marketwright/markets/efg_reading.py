"""Games in Gambit's format read as Bayesian markets: chance draws types, everybody knows his own only, and then all move at once.

*Meaning.* A player's types are his information sets.  An action of all players is a profile of moves, and no other coalition has any.  What chance draws and
nobody knows counts by its expected value.

*Source.* `docs/formats/bayesian-market.md` (Games of Gambit); Gambit's documentation of the format.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, product
from math import gcd, prod

from marketwright.errors import TableError
from marketwright.exact import number_text, within_limits
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction
from marketwright.markets.bayesian_validation import MAX_PROFILES
from marketwright.markets.efg_names import names_from, type_labels
from marketwright.markets.efg_plays import Draw, Plays, all_plays
from marketwright.markets.efg_tree import GameTree, game_tree
from marketwright.markets.parts import MAX_NAME
from marketwright.markets.places import listed, shown
from marketwright.markets.profiles import EVERY_TYPE
from marketwright.markets.strict_json import decoded
from marketwright.markets.validation import validate_market

BETWEEN_MOVES = "; "
ONLY_TYPE = "only"
NO_NAME = "none"

MOST_TOLD = 12

Known = tuple[int, ...]
"""An information set of each player."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Names of players, and of the types and moves of each."""

    players: Sequence[str]
    types: Sequence[Sequence[str]]
    moves: Sequence[Sequence[str]]


def market_from_efg(data: bytes, name: str) -> tuple[BayesianMarket, tuple[str, ...]]:
    """The market that a game file describes, and notices about it.

    Raises: `TableError` T128 to T137, each with the line; `NumberError`, `MarketError` for numbers and sizes; `DocumentError` for text that is not UTF-8.

    Cost: a few passes over the nodes, of which there are at most `efg_tree.MAX_NODES`.
    """
    tree = game_tree(decoded(data, name), name)
    plays = all_plays(tree)
    together: dict[Known, list[int]] = {}
    for number, draw in enumerate(plays.draws):
        together.setdefault(draw.known, []).append(number)
    if len(together) > MAX_PROFILES:
        allowed = f"at most {MAX_PROFILES} profiles: the product of the numbers of types"
        raise TableError("T129", name, f"{len(together)} profiles of types", allowed, "merge types that hardly differ, or leave out players")
    kinds = [list(dict.fromkeys(column)) for column in zip(*together, strict=True)]
    labels = [_type_labels(tree, plays.draws, place, sets) for place, sets in enumerate(kinds)]
    names = _Names(
        players=names_from(tree.players, MAX_NAME, NO_NAME),
        types=[_type_names(own) for own in labels],
        moves=[_move_names(own, len(tree.players)) for own in plays.moves],
    )
    weights = {known: sum(plays.draws[number].weight for number in numbers) for known, numbers in together.items()}
    priors = _priors(weights, kinds, names, name)
    players = (BayesianPlayer(name=player, types=tuple(own), prior=prior) for player, own, prior in zip(names.players, names.types, priors, strict=True))
    actions = _actions(plays, together, list(product(*kinds)), names, name)
    market = BayesianMarket(
        players=tuple(players),
        coalitions=(CoalitionActions(members=tuple(names.players), actions=actions),),
        title=tree.title.strip() or None,
        source=tree.comment.strip() or None,
    )
    changed = _changed([tree.players, *labels, *plays.moves], [names.players, *names.types, *names.moves])
    return validate_market(market), _notices(name, len(tree.players), changed, any(len(numbers) > 1 for numbers in together.values()))


def _type_labels(tree: GameTree, draws: Sequence[Draw], place: int, sets: Sequence[int]) -> list[str]:
    """Labels of a player's types: those of moves of chance, or of his information sets, or the numbers of these."""
    found = type_labels(((draw.labels, draw.known[place]) for draw in draws), place, len(tree.players))
    if found is not None:
        return [found[number] for number in sets]
    own = [tree.information[place + 1, number].label for number in sets]
    if all(own) and len(set(own)) == len(own):
        return own
    return [str(number) for number in sets] if len(sets) > 1 else [ONLY_TYPE]


def _type_names(labels: Sequence[str]) -> list[str]:
    """Names without commas, and not `*`: both have a meaning in profiles."""
    return names_from([NO_NAME if label.strip() == EVERY_TYPE else label.replace(",", ";") for label in labels], MAX_NAME, NO_NAME)


def _move_names(labels: Sequence[str], players: int) -> list[str]:
    """Names without semicolons, so short that one of every player makes the name of an action."""
    most = (MAX_NAME - len(BETWEEN_MOVES) * (players - 1)) // players
    return names_from([label.replace(";", ",") for label in labels], most, NO_NAME)


def _priors(weights: Mapping[Known, int], kinds: Sequence[Sequence[int]], names: _Names, file: str) -> list[tuple[Fraction, ...]]:
    """The probability of each type of each player; types of different players have to be independent.

    Raises: `TableError` T137; `NumberError` N103.
    """
    total = sum(weights.values())
    marginals: list[dict[int, int]] = [dict.fromkeys(sets, 0) for sets in kinds]
    for known, weight in weights.items():
        for marginal, number in zip(marginals, known, strict=True):
            marginal[number] += weight
    priors = [{number: within_limits(Fraction(weight, total), f"{file}, probabilities") for number, weight in marginal.items()} for marginal in marginals]
    for known in product(*kinds) if prod(map(len, kinds)) > len(weights) else weights:
        apart = prod((prior[number] for prior, number in zip(priors, known, strict=True)), start=Fraction(1))
        if weights.get(known, 0) * apart.denominator != apart.numerator * total:
            profile = [own[sets.index(number)] for own, sets, number in zip(names.types, kinds, known, strict=True)]
            given = (
                f"the types {listed(profile)} of {listed(names.players)} have the probability {number_text(Fraction(weights.get(known, 0), total))} together"
            )
            allowed = f"{number_text(apart)}, the product of their probabilities: types are independent, and nobody knows more than his own"
            raise TableError("T137", file, given, allowed, "let chance draw types independently, and show nobody another's type")
    return [tuple(prior.values()) for prior in priors]


def _actions(plays: Plays, together: Mapping[Known, Sequence[int]], profiles: Sequence[Known], names: _Names, file: str) -> tuple[JointAction, ...]:
    """One action for each profile of moves, with payoffs in the order of `profiles`.

    Raises: `NumberError` N103 when expected values are too fine.
    """
    places = {known: place for place, known in enumerate(profiles)}
    shares: list[int] = [0] * len(plays.draws)
    denominators: list[int] = [0] * len(profiles)
    for known, numbers in together.items():
        common = gcd(*(plays.draws[number].weight for number in numbers))
        for number in numbers:
            shares[number] = plays.draws[number].weight // common
        total = sum(shares[number] for number in numbers)
        within_limits(Fraction(1, total), f"{file}, probabilities of what nobody knows")
        denominators[places[known]] = total * plays.denominator
    paid: dict[tuple[int, ...], list[list[int]]] = {}
    for play in plays.plays:
        tables = paid.setdefault(play.moves, [[0] * len(profiles) for _ in names.players])
        place, share = places[plays.draws[play.draw].known], shares[play.draw]
        for table, payoff in zip(tables, play.payoffs, strict=True):
            table[place] += share * payoff
    return tuple(
        JointAction(
            name=BETWEEN_MOVES.join(own[place] for own, place in zip(names.moves, moves, strict=True)),
            payoffs=tuple(tuple(map(Fraction, table, denominators)) for table in tables),
        )
        for moves, tables in paid.items()
    )


def _changed(labels: Iterable[Sequence[str]], names: Iterable[Sequence[str]]) -> dict[str, str]:
    """Label -> name, where they differ."""
    pairs = chain.from_iterable(zip(before, after, strict=True) for before, after in zip(labels, names, strict=True))
    return {label: name for label, name in pairs if label != name}


def _notices(file: str, players: int, changed: Mapping[str, str], is_hidden: bool) -> tuple[str, ...]:
    """What the file leaves open, and what is not as it stands there."""
    found = []
    if players > 1:
        found.append(f"{file}: a game file says what all players do together; no other coalition can do anything on its own")
    if is_hidden:
        found.append(f"{file}: chance draws what no player knows; payoffs are expected values over it")
    if changed:
        told = [f"{shown(label)} is {shown(name)}" for label, name in list(changed.items())[:MOST_TOLD]]
        found.append(f"{file}: labels that cannot be names are changed: {', '.join(told)}{', ...' * (len(changed) > MOST_TOLD)}")
    return tuple(found)
