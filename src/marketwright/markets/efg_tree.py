"""Games in extensive form as Gambit's format lists them: nodes with information sets and outcomes, each node before those that follow it.

*Meaning.* An information set, an event of chance or an outcome is described where it first appears; later it may be named by its number alone. Outcomes may
stand at any node, and a play pays what the outcomes on its way add up to. Outcome 0 pays nothing.

*Source.* Gambit's documentation of the format; `docs/formats/bayesian-market.md` (Games of Gambit).
"""

from dataclasses import dataclass
from fractions import Fraction

from marketwright.errors import TableError
from marketwright.exact import common_denominator, number_text
from marketwright.markets.bayesian_validation import MAX_PLAYERS
from marketwright.markets.efg_scan import Scan
from marketwright.markets.places import position

MAX_NODES = 100_000
MAX_MOVES = 30
CHANCE = 0
END = -1
_SMALLER = "merge types that hardly differ, or leave out moves or players"


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationSet:
    """What a player knows when he moves, or an event of chance: its label, the labels of its moves, and of chance their probabilities."""

    label: str
    moves: tuple[str, ...]
    probabilities: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Where it stands in the text, who moves (players from 1; `CHANCE`; `END`), the number of his information set, how many moves, and the outcome's number."""

    start: int
    player: int
    information: int
    moves: int
    outcome: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GameTree:
    """A whole game: nodes in the order of the text, information sets by player and number, payoffs of outcomes by number."""

    text: str
    name: str
    title: str
    comment: str
    players: tuple[str, ...]
    nodes: tuple[Node, ...]
    information: dict[tuple[int, int], InformationSet]
    outcomes: dict[int, tuple[Fraction, ...]]

    def place(self, node: Node) -> str:
        """Line and column of a node."""
        return position(self.text, node.start, self.name)


def game_tree(text: str, name: str) -> GameTree:
    """The game that the text lists.

    Raises: `TableError` T128 to T132; `NumberError` for a payoff or a probability.

    Cost: one pass over the text; refused at once if it announces more than `MAX_NODES` nodes.
    """
    scan = Scan(text, name)
    for words in (("EFG",), ("2",), ("R", "D")):
        scan.expect(*words)
    title = scan.text("the title")
    players = tuple(_texts(scan, "the name of a player", MAX_PLAYERS, "players"))
    comment = scan.text("a comment") if scan.at_text() else ""
    reader = _NodeReader(scan, len(players))
    nodes = reader.nodes()
    if scan.word:
        raise scan.malformed("nothing after the last node: the moves before it lead to no further nodes")
    return GameTree(
        text=text,
        name=name,
        title=title,
        comment=comment,
        players=players,
        nodes=tuple(nodes),
        information=reader.information,
        outcomes=reader.outcomes | {0: (Fraction(0),) * len(players)},
    )


def _too_large(place: str, given: str, allowed: str) -> TableError:
    return TableError("T129", place, given, allowed, _SMALLER)


def _texts(scan: Scan, what: str, most: int, things: str) -> list[str]:
    """Texts in braces, one or more."""
    scan.expect("{")
    found: list[str] = []
    while not found or not scan.take("}"):
        if len(found) == most:
            raise _too_large(scan.place(scan.start), f"more than {most} {things}", f"at most {most} {things}")
        found.append(scan.text(what))
    return found


class _NodeReader:
    """Reads nodes, and keeps what information sets and outcomes were described as."""

    def __init__(self, scan: Scan, players: int) -> None:
        self._scan = scan
        self._players = players
        self.information: dict[tuple[int, int], InformationSet] = {}
        self.outcomes: dict[int, tuple[Fraction, ...]] = {}

    def nodes(self) -> list[Node]:
        """Nodes up to the one with which the tree is complete; `branches` has how many are missing below each node on the way."""
        found: list[Node] = []
        announced, branches = 1, [1]
        while branches:
            node = self._node()
            found.append(node)
            announced += node.moves
            if announced > MAX_NODES:
                place = self._scan.place(node.start)
                raise _too_large(place, f"more than {MAX_NODES:,} nodes", f"at most {MAX_NODES:,} nodes")
            branches[-1] -= 1
            branches.append(node.moves)
            if len(branches) > MAX_MOVES + 2:
                place = self._scan.place(node.start)
                raise _too_large(place, f"more than {MAX_MOVES} moves one after the other", f"at most {MAX_MOVES}")
            while branches and not branches[-1]:
                branches.pop()
        return found

    def _node(self) -> Node:
        scan = self._scan
        start = scan.start
        kind = scan.expect("c", "p", "t")
        scan.text("the name of a node")
        if kind == "t":
            return Node(start=start, player=END, information=0, moves=0, outcome=self._outcome())
        player = CHANCE
        if kind == "p":
            before = scan.start
            player = scan.whole("the number of a player")
            if not 1 <= player <= self._players:
                raise TableError(
                    "T128", scan.place(before), f"player {player}", f"a number from 1 to {self._players}", "correct it, or add the player to the first line"
                )
        number = scan.whole("the number of an information set")
        information = self._information(player, number, start)
        return Node(start=start, player=player, information=number, moves=len(information.moves), outcome=self._outcome())

    def _information(self, player: int, number: int, start: int) -> InformationSet:
        scan, key = self._scan, (player, number)
        of = f"information set {number} of player {player}" if player else f"event {number} of chance"
        known = self.information.get(key)
        if not scan.at_text():
            if known is None:
                raise _without_description(scan.place(start), of, "its name and moves")
            return known
        label = scan.text("the name of an information set")
        found = self._event(label, of) if player == CHANCE else self._moves(label)
        if known is None:
            self.information[key] = found
        elif (found.moves, found.probabilities) != (known.moves, known.probabilities):
            raise _described_otherwise(scan.place(start), of, "moves")
        return self.information[key]

    def _moves(self, label: str) -> InformationSet:
        return InformationSet(label=label, moves=tuple(_texts(self._scan, "the name of a move", MAX_NODES, "moves")), probabilities=())

    def _event(self, label: str, of: str) -> InformationSet:
        scan = self._scan
        begin = scan.start
        scan.expect("{")
        moves: list[str] = []
        probabilities: list[Fraction] = []
        while not moves or not scan.take("}"):
            if len(moves) == MAX_NODES:
                raise _too_large(scan.place(begin), f"more than {MAX_NODES:,} moves", f"at most {MAX_NODES:,} nodes")
            moves.append(scan.text("the name of a move"))
            here = scan.start
            probabilities.append(scan.number("the probability of a move"))
            if probabilities[-1] <= 0:
                given, remedy = f"the probability {number_text(probabilities[-1])}", "leave out moves that chance never makes"
                raise TableError("T132", scan.place(here), given, "probabilities above 0", remedy)
        common_denominator(probabilities, f"{of}, probabilities")
        if (total := sum(probabilities, Fraction(0))) != 1:
            given = f"probabilities of {of} that add up to {number_text(total)}"
            raise TableError("T132", scan.place(begin), given, "probabilities that add up to 1", "write them exactly, such as 1/3")
        return InformationSet(label=label, moves=tuple(moves), probabilities=tuple(probabilities))

    def _outcome(self) -> int:
        scan = self._scan
        start = scan.start
        number = scan.whole("the number of an outcome, 0 for none")
        if not number:
            return 0
        if not scan.at_text():
            if number not in self.outcomes:
                raise _without_description(scan.place(start), f"outcome {number}", "its name and payoffs")
            return number
        scan.text("the name of an outcome")
        payoffs = self._payoffs()
        if self.outcomes.setdefault(number, payoffs) != payoffs:
            raise _described_otherwise(scan.place(start), f"outcome {number}", "payoffs")
        return number

    def _payoffs(self) -> tuple[Fraction, ...]:
        """One number for each player; between them may be commas."""
        scan, begin = self._scan, self._scan.start
        scan.expect("{")
        found: list[Fraction] = []
        while not scan.take("}"):
            if len(found) == self._players:
                raise self._not_one_each(begin, f"more than {self._players}")
            found.append(scan.number("a payoff"))
            scan.take(",")
        if len(found) < self._players:
            raise self._not_one_each(begin, str(len(found)))
        return tuple(found)

    def _not_one_each(self, start: int, given: str) -> TableError:
        allowed = f"{self._players}, one payoff for each player"
        return TableError(
            "T131", self._scan.place(start), f"{given} payoff{'s' * (given != '1')}", allowed, "add or remove payoffs, which stand in the order of players"
        )


def _without_description(place: str, of: str, needed: str) -> TableError:
    return TableError("T130", place, f"{of}, which is not described before", f"{needed} where it first stands", "add them after its number")


def _described_otherwise(place: str, of: str, what: str) -> TableError:
    return TableError("T130", place, f"{of} with other {what} than before", "one description", "use another number, or repeat the description exactly")
