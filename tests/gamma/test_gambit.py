"""Games for Gambit: the text is read by a reader of its own, and the game is solved by brute force."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest

from marketwright import read_market
from marketwright.errors import UsageError
from marketwright.gamma.gambit import discrete_game, efg_text, levelled_grid, stepped_grid
from marketwright.markets.document import market_from_document
from tests.cli.commands import EXAMPLES
from tests.gamma_markets import random_market
from tests.gamma_oracle import Game
from tests.markets.test_error_page import example, sections

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|[^\s{}"]+')


@dataclass
class Node:
    """A node as it is read: a player's with its children, or an end with payoffs."""

    player: int | None = None
    infoset: int | None = None
    label: str = ""
    actions: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()
    payoffs: tuple[Fraction, ...] = ()


def text_of(token: str) -> str:
    assert token[0] == token[-1] == '"'
    return re.sub(r"\\.", lambda pair: pair[0].replace('\\"', '"'), token[1:-1])


class Reader:
    """Reads the format `EFG 2 R` as Gambit describes it, without chance nodes and outcomes at inner nodes."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        self.place = 0

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def list(self) -> tuple[str, ...]:
        assert self.next() == "{"
        found = []
        while (token := self.next()) != "}":
            found.append(token)
        return tuple(found)

    def game(self) -> tuple[str, tuple[str, ...], Node]:
        assert [self.next() for _ in range(3)] == ["EFG", "2", "R"]
        title, players = text_of(self.next()), tuple(map(text_of, self.list()))
        text_of(self.next())
        root = self.node()
        assert self.place == len(self.tokens)
        return title, players, root

    def node(self) -> Node:
        kind = self.next()
        text_of(self.next())
        if kind == "t":
            assert int(self.next()) > 0
            text_of(self.next())
            return Node(payoffs=tuple(map(Fraction, self.list())))
        assert kind == "p"
        player, infoset, label = int(self.next()), int(self.next()), text_of(self.next())
        actions = tuple(map(text_of, self.list()))
        assert len(set(actions)) == len(actions) > 0
        assert self.next() == "0"
        children = tuple(self.node() for _ in actions)
        return Node(player=player, infoset=infoset, label=label, actions=actions, children=children)


def nodes(node: Node) -> list[Node]:
    return [node, *(inner for child in node.children for inner in nodes(child))]


def one_object(*values: int):
    buyers = [{"name": str(number), "values": {"type": "additive", "values": {"A": value}}} for number, value in enumerate(values, start=1)]
    return {"format": "marketwright.market/1", "kind": "bundle", "goods": ["A"], "buyers": buyers}


def read_game(document, **grid) -> tuple[str, tuple[str, ...], Node]:
    return Reader(efg_text(discrete_game(market_from_document(document), **grid))).game()


def test_buyers_do_not_see_one_another_and_the_seller_sees_all() -> None:
    title, players, root = read_game(one_object(10, 6), step=Fraction(2))
    assert (title, players) == ("A market without a title", ("1", "2", "seller"))
    found = nodes(root)
    assert {node.infoset for node in found if node.player == 1} == {1}
    assert {node.infoset for node in found if node.player == 2} == {1}
    assert len([node for node in found if node.player == 2]) == 6
    sellers = [node for node in found if node.player == 3]
    assert [node.infoset for node in sellers] == list(range(1, 25))
    assert root.actions == tuple(f"net {net}: all goods at {10 - net}" for net in (0, 2, 4, 6, 8, 10))
    assert root.children[0].actions == tuple(f"net {net}: all goods at {6 - net}" for net in (0, 2, 4, 6))
    assert [node.label for node in sellers[:5]] == ["0, 0", "0, 2", "0, 4", "0, 6", "2, 0"]


def ends(root: Node) -> dict[tuple[tuple[int, ...], str], tuple[Fraction, ...]]:
    """Payoffs by the buyers' moves (places) and the seller's move."""
    found = {}

    def walk(node: Node, moves: tuple[int, ...]) -> None:
        for place, child in enumerate(node.children):
            if child.payoffs:
                found[moves, node.actions[place]] = child.payoffs
            else:
                walk(child, (*moves, place))

    walk(root, ())
    return found


@pytest.mark.parametrize("seed", range(40))
def test_moves_of_the_seller_and_payoffs_are_those_of_brute_force(seed: int) -> None:
    """Against all replies of the oracle: coalitions of which some efficient allocation is worth enough to everybody."""
    document = random_market(Random(seed))
    game, levels = Game(document), 3
    _, players, root = read_game(document, levels=levels)
    expected = {}
    grids = [[table[-1] * place / (levels - 1) for place in range(levels)] if table[-1] else [table[-1]] for table in game.tables]
    for places in product(*(range(len(grid)) for grid in grids)):
        net = [grid[place] for grid, place in zip(grids, places, strict=True)]
        for mask, given, _ in game.replies:
            values = {buyer: game.tables[buyer][bundle] for buyer, bundle in given}
            worth = Fraction(game.worths[mask], game.scale)
            if sum(values.values()) == worth and all(values[buyer] >= net[buyer] for buyer in values):
                payoffs = [net[buyer] if buyer in values else Fraction(0) for buyer in range(game.size)]
                name = "serve " + ", ".join(game.names[buyer] for buyer in sorted(values))
                expected[places, name] = (*payoffs, worth - sum(payoffs))
    assert ends(root) == expected
    assert players == (*game.names, "seller")


def perfect_outcomes(root: Node) -> dict[tuple[int, ...], set[tuple[Fraction, ...]]]:
    """Payoffs of all pure subgame perfect equilibria, by the buyers' moves.

    The seller replies best at every profile, tied replies in any way; a deviation leads to another profile, where she may take the best reply that is worst
    for the deviator.
    """
    best: dict[tuple[int, ...], list[tuple[Fraction, ...]]] = {}
    for (places, _), payoffs in ends(root).items():
        best.setdefault(places, []).append(payoffs)
    for places, found in best.items():
        best[places] = [payoffs for payoffs in found if payoffs[-1] == max(other[-1] for other in found)]
    buyers = len(next(iter(best)))
    result: dict[tuple[int, ...], set[tuple[Fraction, ...]]] = {}
    for places, found in best.items():
        for payoffs in found:
            others = ((buyer, other) for other in best for buyer in range(buyers) if differs_only_at(buyer, places, other))
            if all(payoffs[buyer] >= min(each[buyer] for each in best[other]) for buyer, other in others):
                result.setdefault(places, set()).add(payoffs)
    return result


def differs_only_at(buyer: int, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [buyer]


def test_one_object_with_values_10_and_6_on_a_grid_of_2_ends_within_one_step_of_the_vickrey_payoffs() -> None:
    """Without a grid buyer 1 gets the object and 4 in every equilibrium (spec gamma 9, iii); on the grid ties allow one step more or less."""
    _, _, root = read_game(one_object(10, 6), step=Fraction(2))
    found = {tuple(2 * place for place in places): payoffs for places, payoffs in perfect_outcomes(root).items()}
    assert found == {
        (2, 0): {(2, 0, 8)},
        (4, 0): {(4, 0, 6)},
        (4, 2): {(4, 0, 6)},
        (6, 2): {(6, 0, 4)},
        (6, 4): {(6, 0, 4)},
    }


def test_the_finer_the_grid_the_nearer_its_equilibria_are_to_the_vickrey_payoffs() -> None:
    for step in (Fraction(2), Fraction(1), Fraction(1, 2)):
        _, _, root = read_game(one_object(4, 3), step=step)
        payoffs = {payoffs for found in perfect_outcomes(root).values() for payoffs in found}
        assert payoffs
        assert all(abs(one - 1) <= step and two == 0 for one, two, _ in payoffs)


def test_example_2_on_a_grid_of_4_has_equilibria_in_the_core_that_are_not_vickrey() -> None:
    document = {"1": 12, "2": 10, "3": 10}
    market = read_market(EXAMPLES / "paper-000-example-2.market.json").market
    _, _, root = Reader(efg_text(discrete_game(market, step=Fraction(4)))).game()
    payoffs = {payoffs for found in perfect_outcomes(root).values() for payoffs in found}
    assert (0, 4, 4, 12) in payoffs
    assert (0, 8, 8, 4) not in payoffs
    assert len(document) + 1 == len(next(iter(payoffs)))


def test_names_of_any_characters_are_read_again() -> None:
    document = one_object(3, 2)
    document["buyers"][0]["name"] = 'O"Neil \\ Söhne, Ltd'
    _, players, root = read_game(document, levels=2)
    assert players == ('O"Neil \\ Söhne, Ltd', "2", "seller")
    assert nodes(root)[0].label == 'O"Neil \\ Söhne, Ltd'
    assert {'serve "O/"Neil \\\\ Söhne, Ltd"', 'serve "O/"Neil \\\\ Söhne, Ltd", 2', "serve 2"} == {
        action for node in nodes(root) if node.player == 3 for action in node.actions
    }


def test_a_buyer_called_seller_is_told_from_the_seller() -> None:
    document = one_object(3)
    document["buyers"][0]["name"] = "the bidder"
    assert read_game(document, levels=2)[1] == ("the bidder", "seller")


def test_grids() -> None:
    assert stepped_grid(Fraction(5), Fraction(2)) == (0, 2, 4)
    assert levelled_grid(Fraction(5), 3) == (0, Fraction(5, 2), 5)
    assert levelled_grid(Fraction(0), 3) == (0,)


def refusal(document, **grid) -> str:
    with pytest.raises(UsageError) as caught:
        efg_text(discrete_game(market_from_document(document), **grid))
    return str(caught.value)


def test_a_game_that_is_too_large_is_refused_with_a_grid_that_fits() -> None:
    said = refusal(one_object(10, 10), step=Fraction(1, 100))
    assert said == example(dict(sections())["U111"])
    levels = int(re.search(r"--levels (\d+)", said)[1])  # type: ignore[index]
    assert len(efg_text(discrete_game(market_from_document(one_object(10, 10)), levels=levels)).splitlines()) - 2 <= 100_000


def test_the_bound_counts_what_is_written() -> None:
    text = efg_text(discrete_game(market_from_document(one_object(10, 10)), levels=170))
    assert 60_000 < len(text.splitlines()) - 2 <= 100_000
    assert "(U111)" in refusal(one_object(10, 10), levels=200)


@pytest.mark.parametrize(
    ("document", "grid", "said"),
    [
        (one_object(*range(1, 31)), {}, "state a market of fewer buyers"),
        (one_object(1, 1), {"step": Fraction(0)}, "step: 0 (U113)"),
        (one_object(1, 1), {"step": Fraction(1, 10**40)}, "more than 100,000 nodes (U111)"),
        ({**one_object(1), "goods": list("ABCDEFGHI")}, {}, "game: 9 goods (U107)"),
    ],
)
def test_other_games_that_cannot_be_written(document, grid, said: str) -> None:
    assert said in refusal(document, **grid)


def test_efficient_allocations_are_found_whatever_the_order_of_buyers() -> None:
    """Two goods, each wanted more by one buyer, and a tie: both efficient allocations count."""
    values = {"1": {"A": 2, "B": 2}, "2": {"A": 2, "B": 2}}
    buyers = [{"name": name, "values": {"type": "unit-demand", "values": amounts}} for name, amounts in values.items()]
    document = {"format": "marketwright.market/1", "kind": "bundle", "goods": ["A", "B"], "buyers": buyers}
    game = discrete_game(market_from_document(document))
    assert {members: (found.worth, found.shares) for members, found in game.worths.items()} == {
        (0,): (2, {(2,)}),
        (1,): (2, {(2,)}),
        (0, 1): (4, {(2, 2)}),
    }
    assert list(game.worths) == [members for size in (1, 2) for members in combinations(range(2), size)]
