"""What can happen in a game in extensive form in which chance draws what players know, and then everybody moves once without seeing other moves.

*Meaning.* A *draw* is what chance does before anybody moves; a *play* is a draw and one move of every player.

*Source.* `docs/formats/bayesian-market.md` (Games of Gambit).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from marketwright.errors import TableError
from marketwright.exact import common_denominator
from marketwright.markets.efg_names import distinct
from marketwright.markets.efg_tree import CHANCE, GameTree, Node
from marketwright.markets.places import listed, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Labels of the moves of chance, the weight (weights are proportional to probabilities), and the information set at which each player moves."""

    labels: tuple[str, ...]
    weight: int
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """The number of the draw, the place of each player's move among his moves, and what he is paid, times the common denominator."""

    draw: int
    moves: tuple[int, ...]
    payoffs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """All draws and plays, the moves of each player, and the common denominator of payoffs."""

    draws: Sequence[Draw]
    plays: Sequence[Play]
    moves: Sequence[Sequence[str]]
    denominator: int


def all_plays(tree: GameTree) -> Plays:
    """Everything that can happen.

    Raises: `TableError` T133 (chance moves after a player), T134 (not one move of everybody), T135 (somebody sees a move), T136 (moves depend on the type);
    `NumberError` N105.
    """
    denominator = common_denominator((payoff for payoffs in tree.outcomes.values() for payoff in payoffs), f"{tree.name}, payoffs")
    outcomes = {number: [payoff.numerator * (denominator // payoff.denominator) for payoff in payoffs] for number, payoffs in tree.outcomes.items()}
    weights, total = _weights(tree)
    moves = _Moves(tree)
    numbers: dict[tuple[int, ...], int] = {}
    draws: list[Draw] = []
    found: list[Play] = []
    longest = max(sum(node.player == CHANCE for node in path) for path, _ in _ways(tree))
    for path, branches in _ways(tree):
        drawn = next((place for place, node in enumerate(path) if node.player != CHANCE), len(path))
        asked = _asked(tree, path, drawn)
        known = tuple(path[place].information for place in asked)
        number = numbers.setdefault(tuple(branches[:drawn]), len(draws))
        if number == len(draws):
            weight = total ** (longest - drawn)
            for node, branch in zip(path[:drawn], branches, strict=False):
                weight *= weights[node.information][branch]
            labels = tuple(tree.information[CHANCE, node.information].moves[branch] for node, branch in zip(path[:drawn], branches, strict=False))
            draws.append(Draw(labels=labels, weight=weight, known=known))
        elif draws[number].known != known:
            raise _sees(tree, path, asked, draws[number].known)
        paid = tuple(map(sum, zip(*(outcomes[node.outcome] for node in path), strict=True)))
        found.append(Play(draw=number, moves=tuple(moves.place(path[place], branches[place]) for place in asked), payoffs=paid))
    return Plays(draws=draws, plays=found, moves=moves.names(), denominator=denominator)


def _weights(tree: GameTree) -> tuple[Mapping[int, Sequence[int]], int]:
    """For each event of chance the probabilities of its moves times the common denominator of all, and this denominator."""
    events = {number: found.probabilities for (player, number), found in tree.information.items() if player == CHANCE}
    common = common_denominator((share for shares in events.values() for share in shares), f"{tree.name}, probabilities")
    return {number: [share.numerator * (common // share.denominator) for share in shares] for number, shares in events.items()}, common


def _ways(tree: GameTree) -> Iterator[tuple[list[Node], list[int]]]:
    """For every end the nodes on the way there, itself included, and the number of the branch taken at each of the others; both lists are used again."""
    path: list[Node] = []
    branches: list[int] = []
    for node in tree.nodes:
        path.append(node)
        if node.moves:
            branches.append(0)
            continue
        yield path, branches
        path.pop()
        while branches:
            branches[-1] += 1
            if branches[-1] < path[-1].moves:
                break
            branches.pop()
            path.pop()


def _asked(tree: GameTree, path: Sequence[Node], drawn: int) -> list[int]:
    """For each player the place on the way where he moves.

    Raises: `TableError` T133, T134.
    """
    found: dict[int, int] = {}
    for place in range(drawn, len(path) - 1):
        node = path[place]
        if node.player == CHANCE:
            raise TableError(
                "T133", tree.place(node), "chance moves after a player", "all moves of chance before those of players", "let chance draw everything first"
            )
        if found.setdefault(node.player, place) != place:
            given = f"player {shown(tree.players[node.player - 1])} moves again"
            raise TableError("T134", tree.place(node), given, "one move of every player", "write what he does as one move, a plan")
    if len(found) < len(tree.players):
        without = [name for number, name in enumerate(tree.players, start=1) if number not in found]
        raise TableError(
            "T134",
            tree.place(path[-1]),
            f"an end before which {listed(without)} did not move",
            "one move of every player",
            "let them move, if only with one move",
        )
    return [found[number] for number in range(1, len(tree.players) + 1)]


def _sees(tree: GameTree, path: Sequence[Node], asked: Sequence[int], known: Sequence[int]) -> TableError:
    """The error for players of whom one has another information set after the same draw."""
    number = next(number for number, place in enumerate(asked) if path[place].information != known[number])
    node = path[asked[number]]
    given = f"player {shown(tree.players[number])} has information set {node.information} here and {known[number]} after other moves"
    allowed = "nobody sees the moves of others: one information set of a player after one draw of chance"
    return TableError("T135", tree.place(node), given, allowed, "give both nodes one information set, or state a game in which he moves at the same time")


class _Moves:
    """The moves of each player, which have to be the same at all his information sets, in any order."""

    def __init__(self, tree: GameTree) -> None:
        self._tree = tree
        self._places: dict[tuple[int, int], list[int]] = {}
        self._moves: dict[int, dict[str, int]] = {}

    def place(self, node: Node, branch: int) -> int:
        """The place of a branch among the player's moves.

        Raises: `TableError` T136.
        """
        key = node.player, node.information
        if key not in self._places:
            here = distinct(self._tree.information[key].moves)
            known = self._moves.setdefault(node.player, {name: place for place, name in enumerate(here)})
            if known.keys() != set(here):
                given = f"player {shown(self._tree.players[node.player - 1])} has the moves {listed(here)} here and {listed(known)} elsewhere"
                remedy = "add moves that are never worth while, or let their names be the same"
                raise TableError("T136", self._tree.place(node), given, "the same moves for all types of a player", remedy)
            self._places[key] = [known[name] for name in here]
        return self._places[key][branch]

    def names(self) -> list[list[str]]:
        """The moves of all players, by player."""
        return [list(self._moves[number]) for number in range(1, len(self._tree.players) + 1)]
