"""Games that mechanisms make, for Gambit: the text is read by a reader of its own, and claims bring what the oracle says."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright.bayesian.gambit import reporting_game
from marketwright.bayesian.setting import Setting
from marketwright.errors import UsageError
from tests.bayesian.told import M1, example_1, games, mechanism_document
from tests.bayesian_markets import make_market, random_mechanism
from tests.bayesian_oracle import Game, utility
from tests.cli.commands import EXAMPLES, run
from tests.gamma.test_gambit import TOKEN, text_of


@dataclass
class Node:
    """A node as it is read: chance with probabilities, a player with his information set, or an end with payoffs."""

    kind: str
    player: int = 0
    infoset: int = 0
    label: str = ""
    branches: tuple[tuple[str, Fraction, "Node"], ...] = ()
    payoffs: tuple[Fraction, ...] = ()


class Reader:
    """Reads the format `EFG 2 R` as Gambit describes it."""

    def __init__(self, text: str) -> None:
        self.tokens = iter(TOKEN.findall(text))
        self.nodes = 0

    def next(self, count: int) -> list[str]:
        return [next(self.tokens) for _ in range(count)]

    def braced(self) -> list[str]:
        assert next(self.tokens) == "{"
        return list(iter(self.tokens.__next__, "}"))

    def game(self) -> tuple[str, list[str], Node]:
        assert self.next(3) == ["EFG", "2", "R"]
        title, players, _ = text_of(next(self.tokens)), list(map(text_of, self.braced())), next(self.tokens)
        root = self.node()
        assert next(self.tokens, None) is None
        return title, players, root

    def node(self) -> Node:
        self.nodes += 1
        kind, _ = self.next(2)
        if kind == "t":
            self.next(2)
            return Node(kind, payoffs=tuple(map(Fraction, self.braced())))
        player = int(next(self.tokens)) if kind == "p" else 0
        infoset, label = int(next(self.tokens)), text_of(next(self.tokens))
        told = self.braced()
        assert next(self.tokens) == "0"
        names = told if kind == "p" else told[::2]
        chances = [Fraction(1)] * len(names) if kind == "p" else list(map(Fraction, told[1::2]))
        return Node(kind, player, infoset, label, tuple((text_of(name), chance, self.node()) for name, chance in zip(names, chances, strict=True)))


def after(node: Node, types: list[str], claims: dict[int, str]) -> tuple[Fraction, ...]:
    """The payoffs when players of these types claim these; on the way every player knows his own type only."""
    for place, own in enumerate(types):
        assert (node.kind, node.player, node.label) == ("p", place + 1, own)
        (node,) = (child for name, _, child in node.branches if name == claims.get(place, own))
    assert node.kind == "t"
    return node.payoffs


def test_claims_bring_what_the_oracle_says():
    lies = 0
    for random, market, game in games("gambit", 25):
        mechanism = random_mechanism(random, game)
        here = Setting(market)
        reader = Reader(reporting_game(here, here.read_mechanism(mechanism_document(game, mechanism))))
        _, players, root = reader.game()
        assert players == list(game.players)
        draws = {tuple(name.split(",")): (chance, child) for name, chance, child in root.branches}
        assert {t: chance for t, (chance, _) in draws.items()} == {t: game.prior(t) for t in game.profiles}
        for place, i in enumerate(game.players):
            for true in game.types[i]:
                for claim in game.types[i]:
                    found = [
                        game.prior(t, game.others(i)) * after(child, list(t), {place: claim})[place]
                        for t, (_, child) in draws.items()
                        if game.type_of(t, i) == true
                    ]
                    assert sum(found) == utility(game, mechanism, i, true, claim)
                    lies += true != claim
    assert lies >= 50


def test_a_player_cannot_tell_nodes_of_one_type_apart():
    for random, market, game in games("information", 5):
        here = Setting(market)
        text = reporting_game(here, here.read_mechanism(mechanism_document(game, random_mechanism(random, game))))
        waiting, labels = [Reader(text).game()[2]], {}
        while waiting:
            node = waiting.pop()
            waiting += [child for _, _, child in node.branches]
            if node.kind == "p":
                told = node.label, tuple(name for name, _, _ in node.branches)
                assert labels.setdefault((node.player, node.infoset), told) == told
                assert told[1] == game.types[game.players[node.player - 1]]
        assert len(labels) == len(game.player_types())


def test_mechanism_m1_as_a_text():
    market, game = example_1()
    here = Setting(market)
    lines = reporting_game(here, here.read_mechanism(mechanism_document(game, M1))).splitlines()
    assert lines[0] == 'EFG 2 R "A market without a title" { "1" "2" }'
    assert lines[2:] == [
        'c "" 1 "types" { "H,buyer" 1/2 "L,buyer" 1/2 } 0',
        'p "" 1 1 "H" { "H" "L" } 0',
        'p "" 2 1 "buyer" { "buyer" } 0',
        't "" 1 "" { 91/18 1/18 }',
        'p "" 2 1 "buyer" { "buyer" } 0',
        't "" 2 "" { 3/2 9/2 }',
        'p "" 1 2 "L" { "H" "L" } 0',
        'p "" 2 1 "buyer" { "buyer" } 0',
        't "" 3 "" { 3/2 -7/18 }',
        'p "" 2 1 "buyer" { "buyer" } 0',
        't "" 4 "" { 3/2 1/2 }',
    ]


def test_a_game_of_too_many_nodes_is_refused():
    types = {f"t{number:02}": Fraction(1, 15) for number in range(15)}
    market = make_market({"1": types, "2": types, "3": types}, {("1", "2", "3"): {"act": dict.fromkeys("123", lambda t: 0)}})
    game = Game(market)
    mechanism = {t: {"act": 1} for t in game.profiles}, {i: dict.fromkeys(game.profiles, 0) for i in game.players}
    here = Setting(market)
    with pytest.raises(UsageError) as caught:
        reporting_game(here, here.read_mechanism(mechanism_document(game, mechanism)))
    assert str(caught.value) == "game: 12,204,001 nodes (U111); allowed: up to 100,000 nodes; take fewer types, or fewer players"


PAPER = EXAMPLES / "paper-004-example-1.market.json"


def test_the_command_writes_it(capsys, tmp_path: Path) -> None:
    _, game = example_1()
    given = tmp_path / "m1.json"
    given.write_text(json.dumps({"mechanism": mechanism_document(game, M1)}), "utf-8")
    done = run(capsys, "game", PAPER, "-o", tmp_path / "a.efg", "--input", given)
    said = f"written to {tmp_path / 'a.efg'}: 11 nodes; chance draws types; claims of each player: 2, 1\n"
    assert (done.code, done.out, done.err) == (0, said, "")
    reader = Reader((tmp_path / "a.efg").read_text("utf-8"))
    title, players, _ = reader.game()
    assert (title, players, reader.nodes) == ("paper 004, Example 1: a seller who knows what the good is worth", ["1", "2"], 11)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([PAPER, "-o", "a.efg"], 3, "input: no mechanism (I101)"),
        ([PAPER, "-o", "a.efg", "--input", "m.json", "--levels", "3"], 2, "--step or --levels: a grid of requests (U114)"),
        ([PAPER, "-o", "a.efg", "--input", "m.json"], 3, "(I133)"),
        ([EXAMPLES / "paper-000-example-2.market.json", "-o", "a.efg", "--input", "m.json"], 2, "--input: a mechanism (U114)"),
        ([EXAMPLES / "paper-003-example-1.market.json", "-o", "a.efg"], 2, "(U116)"),
    ],
)
def test_what_does_not_fit_is_one_message(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object], code: int, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.json").write_text('{"mechanism": {"lottery": {"X,*": {"keep": 1}}}}', "utf-8")
    done = run(capsys, "game", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["m.json"]
