"""Games in extensive form read as Bayesian markets: games written in many ways come back, and the games of mechanisms pay what the oracle says."""

from fractions import Fraction
from itertools import product
from math import prod
from random import Random

import pytest

from marketwright import solve
from marketwright.bayesian.gambit import reporting_game
from marketwright.bayesian.setting import Setting
from marketwright.errors import TableError
from marketwright.markets import read_market
from marketwright.markets.efg import quoted
from marketwright.markets.efg_names import distinct, names_from
from marketwright.markets.efg_scan import Scan
from marketwright.markets.reading import parse_market
from tests.bayesian.told import games, mechanism_document
from tests.bayesian_markets import make_market, random_mechanism
from tests.bayesian_oracle import utility
from tests.cli.commands import EXAMPLES, run

HALF = Fraction(1, 2)
ALL_TOGETHER = "game.efg: a game file says what all players do together; no other coalition can do anything on its own"


def read(text, name="game.efg"):
    found = parse_market(text.encode(), name)
    return found.market, found.notices


def random_game(random):
    """A market in which all players have one action for each profile of moves, and nobody else has any, with the moves."""
    names = random.sample(["Ann", "Bo", 'the "third"', "D\\E"], random.randint(1, 3))
    players, moves = {}, {}
    for i in names:
        weights = [random.randint(1, 4) for _ in range(random.randint(1, 3))]
        players[i] = {f"{i[0]}{number}": Fraction(weight, sum(weights)) for number, weight in enumerate(weights)}
        moves[i] = [f"m{number}" for number in range(random.randint(1, 3))]
    actions = {}
    for chosen in product(*moves.values()):
        payoff = {(i, t): Fraction(random.randint(-9, 9), random.choice([1, 1, 2, 3])) for i in names for t in product(*players.values())}
        actions["; ".join(chosen)] = {i: lambda t, i=i, payoff=payoff: payoff[i, tuple(t.values())] for i in names}
    return make_market(players, {tuple(names): actions}), moves


class Writer:
    """Writes a game file of such a market: numbers, order of types, moves and players at random, descriptions repeated or not, payoffs anywhere on the way."""

    def __init__(self, random, market, moves):
        self.random, self.market, self.moves = random, market, moves
        self.names = [player.name for player in market.players]
        self.types = [random.sample(player.types, len(player.types)) for player in market.players]
        self.prior = [dict(zip(player.types, player.prior, strict=True)) for player in market.players]
        self.numbers = {(i, s): random.randint(1, 10**6) for i, own in enumerate(self.types) for s in own}
        self.orders = {key: random.sample(moves[self.names[key[0]]], len(moves[self.names[key[0]]])) for key in self.numbers}
        self.described, self.outcomes, self.events, self.nodes_named = set(), 0, 0, 0

    def label(self, text):
        return '"' + text.replace('"', '\\"') + '"'

    def number(self, number):
        if number == int(10 * number) / Fraction(10) and self.random.random() < 0.5:
            return f"{'-' * (number < 0)}{abs(int(number))}.{int(abs(10 * number)) % 10}0"
        return str(number)

    def outcome(self, payoffs):
        if not any(payoffs):
            return "0"
        self.outcomes += 1
        return f'{self.outcomes} "" {{ {self.random.choice([" ", ", "]).join(map(self.number, payoffs))} }}'

    def text(self, one_draw):
        header = f'EFG 2 R "by hand" {{ {" ".join(map(self.label, self.names))} }} "said\nby \\"me\\""'
        draws = self.drawn() if one_draw else self.nodes(())
        return self.random.choice([" ", "\n", "\n\n  "]).join([header, *draws])

    def drawn(self):
        profiles = list(product(*self.types))
        told = (f"{self.label(','.join(t))} {prod(p[s] for p, s in zip(self.prior, t, strict=True))}" for t in profiles)
        yield f'c "" 1 "types" {{ {" ".join(told)} }} 0'
        for types in profiles:
            yield from self.played(types, self.order(), {}, [0] * len(self.names))

    def order(self):
        return self.random.sample(range(len(self.names)), len(self.names))

    def nodes(self, types):
        """One move of chance for each player."""
        if len(types) == len(self.names):
            yield from self.played(types, self.order(), {}, [0] * len(self.names))
            return
        self.events += 1
        own, prior = self.types[len(types)], self.prior[len(types)]
        yield f'c "" {self.events} "" {{ {" ".join(f"{self.label(s)} {prior[s]}" for s in own)} }} 0'
        for s in own:
            yield from self.nodes((*types, s))

    def played(self, types, order, chosen, paid):
        if not order:
            action = "; ".join(chosen[i] for i in range(len(self.names)))
            (payoffs,) = (found.payoffs for found in self.market.coalitions[-1].actions if found.name == action)
            place = list(product(*(player.types for player in self.market.players))).index(types)
            yield f't "" {self.outcome([table[place] - before for table, before in zip(payoffs, paid, strict=True)])}'
            return
        i, *rest = order
        key = i, types[i]
        described = key not in self.described or self.random.random() < 0.5
        self.described.add(key)
        told = f' "" {{ {" ".join(map(self.label, self.orders[key]))} }}' if described else ""
        here = [Fraction(self.random.choice([0, 0, 1, -2])) for _ in paid]
        self.nodes_named += 1
        yield f'p "node {self.nodes_named}" {i + 1} {self.numbers[key]}{told} {self.outcome(here)}'
        for move in self.orders[key]:
            yield from self.played(types, rest, chosen | {i: move}, [a + b for a, b in zip(paid, here, strict=True)])


@pytest.mark.parametrize("one_draw", [True, False], ids=["one move of chance", "a move of chance for each player"])
def test_a_game_comes_back_however_it_is_written(one_draw: bool) -> None:
    types = set()
    for seed in range(60):
        random = Random(f"efg {seed}")
        market, moves = random_game(random)
        found, notices = read(Writer(random, market, moves).text(one_draw))
        assert (found.players, found.coalitions) == (market.players, market.coalitions)
        assert (found.title, found.source) == ("by hand", 'said\nby "me"')
        assert notices == ((ALL_TOGETHER,) if len(market.players) > 1 else ())
        types.add(tuple(len(player.types) for player in market.players))
    assert len(types) >= 15


def test_the_game_of_a_mechanism_read_again_pays_its_utilities_to_truth_and_to_lies() -> None:
    lies = 0
    for random, market, game in games("read again", 25):
        mechanism = random_mechanism(random, game)
        here = Setting(market)
        found, _ = read(reporting_game(here, here.read_mechanism(mechanism_document(game, mechanism))))
        assert found.players == market.players
        (everybody,) = found.coalitions
        actions = {action.name: action.payoffs for action in everybody.actions}
        assert sorted(actions) == sorted("; ".join(t) for t in game.profiles)
        for place, i in enumerate(game.players):
            for true in game.types[i]:
                for claim in game.types[i]:
                    expected = Fraction(0)
                    for number, t in enumerate(game.profiles):
                        if game.type_of(t, i) == true:
                            told = (*t[:place], claim, *t[place + 1 :])
                            expected += game.prior(t, game.others(i)) * actions["; ".join(told)][place][number]
                    assert expected == utility(game, mechanism, i, true, claim)
                    lies += true != claim
    assert lies >= 50


# Names.


def ends(count, players=1, first=1):
    return " ".join(f't "" {number} "" {{ {" ".join([str(number)] * players)} }}' for number in range(first, first + count))


def test_types_are_named_by_information_sets_where_chance_does_not_tell_them() -> None:
    text = 'EFG 2 D "" { "1" } c "" 1 "" { "a" 1/4 "a" 3/4 } 0 p "" 1 7 "good, or not" { "x" } 0 t "" 0 p "" 1 9 "bad" { "x" } 0 t "" 0'
    market, notices = read(text)
    assert [(player.types, player.prior) for player in market.players] == [(("bad", "good; or not"), (Fraction(3, 4), Fraction(1, 4)))]
    assert notices == ('game.efg: labels that cannot be names are changed: "good, or not" is "good; or not"',)
    assert (market.title, market.source) == (None, None)


@pytest.mark.parametrize(
    ("labels", "types"),
    [
        (('""', '""'), ("7", "9")),
        (('"same"', '"same"'), ("7", "9")),
        (('"*"', '"any"'), ("any", "none")),
        (('"a,"', '"a;"'), ("a;", "a; (2)")),
    ],
)
def test_types_always_have_names(labels: tuple[str, str], types: tuple[str, str]) -> None:
    text = 'EFG 2 R "" {{ "1" }} c "" 1 "" {{ "a" 1/2 "a" 1/2 }} 0 p "" 1 7 {} {{ "x" }} 0 t "" 0 p "" 1 9 {} {{ "x" }} 0 t "" 0'
    assert read(text.format(*labels))[0].players[0].types == types


def test_labels_of_chance_come_first() -> None:
    text = 'EFG 2 R "" { "1" } c "" 1 "" { "H" 1/2 "L" 1/2 } 0 p "" 1 7 "set" { "x" } 0 t "" 0 p "" 1 9 "other" { "x" } 0 t "" 0'
    assert read(text)[0].players[0].types == ("H", "L")


def test_who_knows_nothing_has_one_type() -> None:
    market, _ = read('EFG 2 R "" { "1" "2" } p "" 1 1 "" { "x" "y" } 0 p "" 2 1 "firm" { "z" } 0 t "" 0 p "" 2 1 0 t "" 1 "" { 1/3 -.25 }')
    assert [player.types for player in market.players] == [("only",), ("firm",)]
    assert [(action.name, action.payoffs) for action in market.coalitions[0].actions] == [
        ("x; z", ((Fraction(0),), (Fraction(0),))),
        ("y; z", ((Fraction(1, 3),), (Fraction(-1, 4),))),
    ]


def test_names_of_players_and_moves_are_made_different_and_short() -> None:
    long = "m" * 300
    text = f'EFG 2 R "" {{ "" "" }} p "" 1 1 "" {{ "a; b" "a, b" "" "{long}" }} 0' + f' p "" 2 1 "" {{ "x" "x" }} 0 {ends(2, 2)}' * 4
    market, notices = read(text)
    assert [player.name for player in market.players] == ["none", "none (2)"]
    names = [action.name for action in market.coalitions[0].actions]
    assert len(set(names)) == 8
    assert {"a, b; x", "a, b (2); x (2)", "none; x"} < set(names)
    assert max(map(len, names)) <= 200
    assert len(notices) == 2
    assert '"a; b" is "a, b"' in notices[1]


def test_distinct_names_do_not_meet_names_that_are_there() -> None:
    assert distinct(["a", "a", "a (2)", "a (2)", "a"]) == ["a", "a (3)", "a (2)", "a (2) (2)", "a (4)"]
    assert names_from(["x" * 12, "x" * 12], 10, "none") == ["xxxxxx", "xxxxxx (2)"]


# What chance draws.

JURY = 'EFG 2 R "" { "1" } c "" 1 "" { "guilty" 1/4 "innocent" 3/4 } 0 p "" 1 1 "" { "convict" "acquit" } 0 %s p "" 1 1 0 %s'


def test_what_nobody_knows_counts_by_its_expected_value() -> None:
    market, notices = read(JURY % ('t "" 1 "" { 1 } t "" 2 "" { -1 }', 't "" 3 "" { -5 } t "" 4 "" { 1 }'))
    assert [(action.name, action.payoffs) for action in market.coalitions[0].actions] == [
        ("acquit", ((Fraction(1, 2),),)),
        ("convict", ((Fraction(-7, 2),),)),
    ]
    assert notices == ("game.efg: chance draws what no player knows; payoffs are expected values over it",)


def test_draws_of_different_length_have_their_probabilities() -> None:
    inner = 'p "" 1 1 "low" { "x" } 0 t "" 0'
    text = f'EFG 2 R "" {{ "1" }} c "" 1 "" {{ "a" 1/3 "b" 2/3 }} 0 {inner} c "" 2 "" {{ "c" 1/7 "d" 6/7 }} 0 {inner} p "" 1 2 "high" {{ "x" }} 0 t "" 0'
    (player,) = read(text)[0].players
    assert (player.types, player.prior) == (("high", "low"), (Fraction(4, 7), Fraction(3, 7)))


@pytest.mark.parametrize(
    ("number", "value"), [("007", 7), ("+2", 2), ("-.50", -HALF), ("3.", 3), ("1.2500", Fraction(5, 4)), ("-22/7", Fraction(-22, 7)), ("-0", 0)]
)
def test_numbers_are_exact_as_gambit_writes_them(number: str, value: Fraction) -> None:
    market, _ = read(f'EFG 2 R "" {{ "1" }} p "" 1 1 "" {{ "x" }} 1 "" {{ {number} }} t "" 0')
    assert market.coalitions[0].actions[0].payoffs == ((Fraction(value),),)


def test_a_player_may_see_less_than_chance_tells_but_not_more() -> None:
    deal = 'EFG 2 R "" { "1" "2" } c "" 1 "" { "K" 1/2 "Q" 1/2 } 0 ' + 'p "" 1 %d "" { "x" } 0 p "" 2 %d "" { "y" } 0 t "" 0 ' * 2
    assert [player.types for player in read(deal % (1, 1, 2, 1))[0].players] == [("K", "Q"), ("only",)]
    with pytest.raises(TableError) as caught:
        read(deal % (1, 1, 2, 2))
    assert caught.value.code == "T137"


def test_the_example_of_the_page_is_a_sale_with_one_type_unknown() -> None:
    page = (EXAMPLES.parent / "docs" / "formats" / "bayesian-market.md").read_text("utf-8")
    market, _ = read("\n".join(line[4:] for line in page[page.index("    EFG 2 R") :].splitlines()))
    keep = {"1": lambda t: 5 if t["1"] == "H" else 1, "2": lambda t: 0}
    sell = {"1": lambda t: 3, "2": lambda t: 3 if t["1"] == "H" else -1}
    actions = {"keep; buy": keep, "keep; refuse": keep, "sell; refuse": keep, "sell; buy": sell}
    expected = make_market({"1": {"H": HALF, "L": HALF}, "2": {"only": 1}}, {("1", "2"): actions}, title="one type unknown")
    assert market == expected


# Commands and rules.

BAYES = 'EFG 2 R "two types each" { "1" "2" }\n\nc "" 1 "(0,1)" { "1G" 1/2 "1B" 1/2 } 0\n' + "".join(
    f'c "" {event + 1} "(0,{event + 1})" {{ "2g" 1/2 "2b" 1/2 }} 0\n'
    + "".join(
        f'p "" 1 {event} "(1,{event})" {{ "H" "L" }} 0\n'
        + "".join(f'p "" 2 {own} "(2,{own})" {{ "h" "l" }} 0\n' + ends(2, 2, first=1 + 8 * (event - 1) + 4 * (own - 1) + 2 * row) + "\n" for row in range(2))
        for own in (1, 2)
    )
    for event in (1, 2)
)


@pytest.mark.parametrize("rule", ["balanced", "find-core", "efficient"])
def test_rules_answer_about_a_game_file(rule: str) -> None:
    market, _ = read(BAYES)
    assert market.profiles == 4
    assert solve(market, f"bayesian/{rule}").checked == "accepted"


@pytest.mark.parametrize("name", ["game.efg", "game.EFG", "game", "game.txt"])
def test_content_tells_a_game_file(name: str) -> None:
    assert read("\n " + BAYES, name)[0] == read(BAYES)[0]


def test_a_game_file_is_converted_to_a_document(capsys, tmp_path) -> None:
    (tmp_path / "game.efg").write_text(BAYES)
    done = run(capsys, "convert", tmp_path / "game.efg", "-o", tmp_path / "game.market.json")
    assert (done.code, done.out) == (0, f"written to {tmp_path / 'game.market.json'}: 2 players, 4 profiles of types, 1 coalition, 4 actions\n")
    assert done.err == f"notice: {tmp_path / ALL_TOGETHER}\n"
    assert read_market(tmp_path / "game.market.json").market == read_market(tmp_path / "game.efg").market


def test_a_market_is_not_written_as_a_game_file(capsys, tmp_path) -> None:
    (tmp_path / "game.efg").write_text(BAYES)
    done = run(capsys, "convert", tmp_path / "game.efg", "-o", tmp_path / "other.efg")
    assert (done.code, "(D114)" in done.err) == (3, True)


def as_gambit_reads(written):
    """The text that Gambit reads: a backslash and a quote are a quote, and any other two characters that begin with a backslash are both of them."""
    found, inside = "", iter(written[1:])
    for character in inside:
        if character == '"':
            break
        after = next(inside) if character == "\\" else ""
        found += after if after == '"' else character + after
    assert next(inside, None) is None
    return found


@pytest.mark.parametrize(
    ("text", "read_again"),
    [
        ("C:\\data", "C:\\data"),
        ("C:\\\\data", "C:\\\\data"),
        ("end\\", "end/"),
        ("end\\\\", "end\\\\"),
        ("end\\\\\\", "end\\\\/"),
        ('a\\"b', 'a/"b'),
        ('a\\\\"b', 'a\\\\"b'),
        ('"', '"'),
        ("\\", "/"),
        ("a\nb", "a b"),
    ],
)
def test_a_text_is_written_so_that_gambit_and_we_read_the_same(text, read_again):
    assert as_gambit_reads(quoted(text)) == read_again
    assert Scan(quoted(text), "game.efg").text("a text") == read_again


def test_texts_of_quotes_and_backslashes_are_read_alike():
    texts = ["".join(letters) for size in range(7) for letters in product('\\"a', repeat=size)]
    assert len(texts) > 1000
    for text in texts:
        assert Scan(quoted(text) + " next", "game.efg").text("a text") == as_gambit_reads(quoted(text))
        assert as_gambit_reads(quoted(text)).replace("/", "\\") == text
