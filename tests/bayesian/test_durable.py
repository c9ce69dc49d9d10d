"""The rule `bayesian/durable`: alternatives by hand, the paper's mechanisms, brute force over a grid, Theorem 3, and every case needed."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from marketwright.bayesian import durable
from marketwright.bayesian.durable import durable_rule
from marketwright.bayesian.setting import Setting
from marketwright.errors import SecondInputError, UsageError
from marketwright.questions import Limits, Question
from marketwright.solvers.mechanisms import structures, two_members
from marketwright.solvers.mechanisms.durability import Alternative, Offer, Play, pure_play
from marketwright.solvers.mechanisms.two_members import covering, kept
from tests.bayesian.told import M1, M2, ask, claims, example_1, example_3, games, mechanism_document, witness
from tests.bayesian_markets import known_core, make_market, random_mechanism, written
from tests.bayesian_oracle import Game, is_feasible
from tests.bayesian_oracle_plans import durability_complaints, is_alternative, is_durable_against_one

HALF = Fraction(1, 2)
KEEP = (
    {("H", "buyer"): {"keep": 1, "trade": 0}, ("L", "buyer"): {"keep": 1, "trade": 0}},
    {"1": {("H", "buyer"): 0, ("L", "buyer"): 0}, "2": {("H", "buyer"): 0, ("L", "buyer"): 0}},
)
"""The seller keeps the good."""
DURABLE = [("durable", True, "proved")]
REFUTED = [("durable", False, "enumerated")]
OPEN = [("durable", None, "unproven")]
TESTED = [("equilibrium", True, "proved"), ("credible", True, "proved"), ("rejected", True, "proved")]


def offer(moves, results):
    """The document of an alternative: moves by member, and (lottery, payments) by combination."""
    combinations = list(product(*moves.values()))
    assert set(results) == set(combinations)
    listed = [
        {
            "moves": dict(zip(moves, d, strict=True)),
            "lottery": results[d][0],
            "payments": dict(zip(moves, map(written, map(Fraction, results[d][1])), strict=True)),
        }
        for d in combinations
    ]
    return {"members": list(moves), "moves": {i: list(names) for i, names in moves.items()}, "results": listed}


def oracle_alternative(document):
    """The same as `tests/bayesian_oracle_plans.py` takes it."""
    members = tuple(document["members"])
    key = {tuple(result["moves"][i] for i in members): result for result in document["results"]}
    lotteries = {d: {c: Fraction(share) for c, share in result["lottery"].items()} for d, result in key.items()}
    payments = {d: {i: Fraction(result["payments"][i]) for i in members} for d, result in key.items()}
    return members, {i: tuple(document["moves"][i]) for i in members}, lotteries, payments


def decided(market, mechanism, alternative, **given):
    """The checked answer; beliefs and strategies that are found satisfy the oracle."""
    game = Game(market)
    answer = ask(market, "durable", mechanism=mechanism_document(game, mechanism), alternative=alternative, **given)
    if claims(answer) == DURABLE:
        assert complaints(game, mechanism, alternative, answer["outcome"]["beliefs"], answer["outcome"]["strategies"]) == []
    return answer


def complaints(game, mechanism, alternative, beliefs, strategies):
    """What the oracle has against beliefs and strategies, which are documents."""
    told = oracle_alternative(alternative)
    members, moves, _, _ = told
    q = {i: {s: Fraction(beliefs[i][s]) for s in game.types[i]} for i in members}
    sigma = {i: {s: {e: Fraction(strategies[i][s].get(e, 0)) for e in moves[i]} for s in game.types[i]} for i in members}
    return durability_complaints(game, mechanism, told, q, sigma)


SELL_OR_NOT = offer({"1": ["sell", "no"], "2": ["buy"]}, {("sell", "buy"): ({"trade": 1}, ("11/2", "-59/10")), ("no", "buy"): ({"keep": 1}, (0, "-1/10"))})
"""The seller may sell at 5.50, for which the buyer pays 5.90."""
PRIOR = {"1": {"H": "1/2", "L": "1/2"}, "2": {"buyer": 1}}
BAD = {"1": {"H": 0, "L": 1}, "2": {"buyer": 1}}
BOTH_SELL = {"1": {"H": {"sell": 1}, "L": {"sell": 1}}, "2": {"buyer": {"buy": 1}}}


def test_a_price_at_which_both_types_sell_is_rejected_by_the_buyer():
    """H gains 11/2 - 91/18 = 4/9, L 4; the buyer would pay 5.90 for what is worth 4."""
    market, _ = example_1()
    answer = decided(market, M1, SELL_OR_NOT)
    assert claims(answer) == DURABLE
    assert answer["outcome"] == {
        "beliefs": PRIOR,
        "strategies": BOTH_SELL,
        "utilities": {"1": {"H": "91/18", "L": "3/2"}, "2": {"buyer": "5/18"}},
        "alternative_utilities": {"1": {"H": "11/2", "L": "11/2"}, "2": {"buyer": "-19/10"}},
    }
    assert answer["certificate"] == {}


def test_stated_beliefs_and_strategies_that_reject_it():
    market, _ = example_1()
    answer = decided(market, M1, SELL_OR_NOT, beliefs=PRIOR, strategies=BOTH_SELL)
    assert claims(answer) == TESTED + DURABLE
    assert answer["outcome"]["alternative_utilities"]["2"] == {"buyer": "-19/10"}


def test_stated_beliefs_that_a_gaining_type_is_unlikely_are_not_credible():
    market, _ = example_1()
    answer = decided(market, M1, SELL_OR_NOT, beliefs=BAD, strategies=BOTH_SELL)
    assert claims(answer) == [TESTED[0], ("credible", False, "proved"), TESTED[2], *OPEN]
    assert witness(answer, "credible") == {"player": "1", "type": "H", "gain": "4/9"}
    assert answer["outcome"]["utilities"] == {"1": {"H": "91/18", "L": "3/2"}, "2": {"buyer": "1/2"}}
    assert answer["outcome"]["alternative_utilities"]["2"] == {"buyer": "-39/10"}


@pytest.mark.parametrize(("share", "holds"), [("1/2", True), ("49/100", False), ("51/100", False)])
def test_both_types_gain_so_neither_may_become_less_likely(share, holds):
    market, _ = example_1()
    rest = str(1 - Fraction(share))
    answer = decided(market, M1, SELL_OR_NOT, beliefs={"1": {"H": share, "L": rest}, "2": {"buyer": 1}}, strategies=BOTH_SELL)
    assert claims(answer)[1] == ("credible", holds, "proved")
    if not holds:
        less_likely = ("H", "4/9") if share < rest else ("L", 4)
        assert witness(answer, "credible") == {"player": "1", "type": less_likely[0], "gain": less_likely[1]}


def test_stated_strategies_from_which_a_type_deviates():
    """Against selling at 5.50, L loses 9/2 and H 1/2 by not selling: L is the witness."""
    market, _ = example_1()
    none_sells = {"1": {"H": {"no": 1}, "L": {"no": "2/3", "sell": "1/3"}}, "2": {"buyer": {"buy": 1}}}
    answer = decided(market, M1, SELL_OR_NOT, beliefs=PRIOR, strategies=none_sells)
    assert claims(answer) == [("equilibrium", False, "proved"), *TESTED[1:], *OPEN]
    assert witness(answer, "equilibrium") == {"player": "1", "type": "L", "move": "sell", "gain": 3}


FORCED = offer({"1": ["go"], "2": ["go"]}, {("go", "go"): ({"trade": 1}, ("3/2", "-8/5"))})
"""A sale at 1.50, for which the buyer pays 1.60, whatever the type."""


def test_an_alternative_by_which_some_type_of_everybody_gains_is_not_rejected():
    """L gains 1/2, and the buyer 2 - 8/5 = 2/5 at least: nobody rejects, whatever the beliefs."""
    market, _ = example_1()
    answer = decided(market, KEEP, FORCED)
    assert claims(answer) == REFUTED
    assert answer["findings"][0]["cases"] == 2
    assert answer["outcome"] == {}
    assert answer["certificate"]["cases"] == [
        {
            "veto": "2",
            "structures": {"1": {"moves": {"H": ["go"], "L": ["go"]}, "likeliest": ["H"]}, "2": {"moves": {"buyer": ["go"]}, "likeliest": ["buyer"]}},
            "member": "2",
            "proof": [{"row": "outside", "type": "L", "move": "go", "multiplier": 1}],
        },
        {
            "veto": "2",
            "structures": {"1": {"moves": {"H": ["go"], "L": ["go"]}, "likeliest": ["H", "L"]}, "2": {"moves": {"buyer": ["go"]}, "likeliest": ["buyer"]}},
            "member": "1",
            "proof": [{"row": "outside", "type": "buyer", "move": "go", "multiplier": 1}],
        },
    ]


def test_stated_beliefs_with_which_nobody_rejects():
    market, _ = example_1()
    go = {"1": {"H": {"go": 1}, "L": {"go": 1}}, "2": {"buyer": {"go": 1}}}
    answer = decided(market, KEEP, FORCED, beliefs=BAD, strategies=go)
    assert claims(answer) == [*TESTED[:2], ("rejected", False, "proved"), *OPEN]
    assert witness(answer, "rejected") == {"gains": {"1": "L", "2": "buyer"}}


def test_a_fee_of_one_cent_less_and_the_buyer_rejects_if_he_thinks_the_good_is_bad():
    """At 2 + 1/100 the buyer loses with a bad good and gains with one that is good with probability 1/2: only beliefs in L reject, and L is who gains."""
    market, _ = example_1()
    dear = offer({"1": ["go"], "2": ["go"]}, {("go", "go"): ({"trade": 1}, ("3/2", "-201/100"))})
    answer = decided(market, KEEP, dear)
    assert claims(answer) == DURABLE
    assert answer["outcome"]["beliefs"] == {"1": {"H": 0, "L": 1}, "2": {"buyer": 1}}
    at_two = offer({"1": ["go"], "2": ["go"]}, {("go", "go"): ({"trade": 1}, ("3/2", "-199/100"))})
    assert claims(decided(market, KEEP, at_two)) == REFUTED


@pytest.mark.parametrize(("likely_a", "expected"), [(Fraction(3, 4), DURABLE), (Fraction(1, 4), REFUTED)])
def test_beliefs_that_are_no_prior_given_likely_types(likely_a, expected):
    """2 guesses 1's type; b gains by playing along, a does not. 2 gains unless either type has 1/2, nearly; b is likelier than before only if he had less."""
    stay = {"1": lambda t: 0, "2": lambda t: 0}
    guesses = {f"guess {guess}": {"1": lambda t: 2 if t["1"] == "b" else 0, "2": lambda t, guess=guess: 4 if t["1"] == guess else 0} for guess in "ab"}
    market = make_market({"1": {"a": likely_a, "b": 1 - likely_a}, "2": {"only": 1}}, {("1", "2"): {"stay": stay, **guesses}})
    game = Game(market)
    mechanism = (
        {t: {"stay": Fraction(1), "guess a": Fraction(0), "guess b": Fraction(0)} for t in game.profiles},
        {i: dict.fromkeys(game.profiles, 0) for i in game.players},
    )
    guess = offer({"1": ["go"], "2": ["a", "b"]}, {("go", move): ({f"guess {move}": 1}, (-1, "-41/20")) for move in "ab"})
    answer = decided(market, mechanism, guess)
    assert claims(answer) == expected
    if expected == DURABLE:
        assert Fraction("39/80") <= Fraction(answer["outcome"]["beliefs"]["1"]["b"]) <= Fraction("41/80")


ALONE = {
    "a fee for nothing": (offer({"1": ["pay"]}, {("pay",): ({"keep": 1}, ("-1/10",))}), True),
    "leaving is free but for a cent": (offer({"1": ["pay", "go"]}, {("pay",): ({"keep": 1}, (-1,)), ("go",): ({"keep": 1}, ("-1/100",))}), True),
}


@pytest.mark.parametrize(("alternative", "holds"), ALONE.values(), ids=ALONE.keys())
def test_one_member_keeps_what_gives_him_more_than_he_has_alone(alternative, holds):
    market, game = example_1()
    answer = decided(market, M1, alternative)
    assert claims(answer) == (DURABLE if holds else REFUTED)
    assert is_durable_against_one(game, M1, oracle_alternative(alternative)) is holds
    assert answer["outcome"]["beliefs"] == {"1": {"H": "1/2", "L": "1/2"}}


def test_one_member_leaves_what_gives_a_type_less_than_he_has_alone():
    """Always selling for 3 leaves H, to whom the good is worth 5; a fee of 1 is worth it, a fee of 2 is not quite."""
    market, game = example_1()
    sale = (
        {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in game.profiles},
        {"1": dict.fromkeys(game.profiles, 3), "2": dict.fromkeys(game.profiles, -3)},
    )
    for fee, expected in ((1, REFUTED), (2, DURABLE), ("19/10", REFUTED)):
        alternative = offer({"1": ["stay", "go"]}, {("stay",): ({"keep": 1}, (-4,)), ("go",): ({"keep": 1}, (-Fraction(fee),))})
        answer = decided(market, sale, alternative)
        assert claims(answer) == expected
        assert answer["outcome"] == {} or answer["outcome"]["strategies"] == {"1": {"H": {"go": 1}, "L": {"go": 1}}}
        assert answer["certificate"] == {}
        assert expected == DURABLE or answer["findings"][0]["cases"] == 2


def test_a_mechanism_that_is_not_feasible_is_refused():
    market, game = example_1()
    lied = KEEP[0], {"1": {("H", "buyer"): 1, ("L", "buyer"): 0}, "2": dict.fromkeys(game.profiles, -1)}
    poor = KEEP[0], {"1": dict.fromkeys(game.profiles, 1), "2": dict.fromkeys(game.profiles, "-1/2")}
    messages = (
        (lied, 'the type "L" of the player "1", who gains 1 by claiming to be "H"'),
        (poor, "a profit of -1/2"),
    )
    for mechanism, told in messages:
        with pytest.raises(SecondInputError) as caught:
            decided(market, mechanism, FORCED)
        expected = f"input.mechanism: {told} (I150); allowed: a feasible mechanism; let bayesian/mechanism say what lies bring, and change transfers"
        assert str(caught.value) == expected


def random_alternative(random, game, members, counts):
    """Moves that lead to lotteries and payments, so that the members together lose a little."""
    moves = {i: [f"{i}{number}" for number in range(count)] for i, count in zip(members, counts, strict=True)}
    results = {}
    for d in product(*moves.values()):
        one, other = (random.choice(game.actions[members]) for _ in range(2))
        payments = {i: Fraction(random.randint(-6, 6), 2) for i in members}
        if (together := sum(payments.values())) >= 0:
            payments[random.choice(members)] -= together + Fraction(1, random.choice((2, 10)))
        results[d] = ({one: 1} if one == other else {one: "1/3", other: "2/3"}), tuple(payments.values())
    document = offer(moves, results)
    assert is_alternative(game, oracle_alternative(document))
    return document


def asked_at_random(seed, count, counts, family=None):
    """Random games of two or more, feasible mechanisms that may burn money, and alternatives for pairs."""
    for random, market, game in games(f"durable {seed}", count, family):
        pairs = [members for members in game.actions if len(members) == 2]
        mechanism = random_mechanism(random, game)
        if pairs and is_feasible(game, mechanism):
            burnt = random.choice((0, 0, HALF, 1, 3))
            mechanism = mechanism[0], {i: {t: paid - burnt for t, paid in table.items()} for i, table in mechanism[1].items()}
            yield random, market, game, mechanism, random_alternative(random, game, random.choice(pairs), counts)


def grid(game, alternative):
    """Beliefs in quarters and strategies in halves."""
    members, moves, _, _ = alternative

    def shares(names, parts):
        return [
            dict(zip(names, (Fraction(number, parts) for number in numbers), strict=True))
            for numbers in product(range(parts + 1), repeat=len(names))
            if sum(numbers) == parts
        ]

    beliefs = product(*(shares(game.types[i], 4) for i in members))
    strategies = list(product(*(product(shares(moves[i], 2), repeat=len(game.types[i])) for i in members)))
    for q in beliefs:
        for sigma in strategies:
            yield dict(zip(members, q, strict=True)), {i: dict(zip(game.types[i], line, strict=True)) for i, line in zip(members, sigma, strict=True)}


def test_brute_force_over_a_grid_finds_nothing_where_cases_refute_everything():
    verdicts = []
    for _, market, game, mechanism, alternative in asked_at_random("grid", 90, (2, 2)):
        told = oracle_alternative(alternative)
        if sum(len(game.types[i]) for i in told[0]) > 3:
            continue
        holds = decided(market, mechanism, alternative)["findings"][0]["holds"]
        verdicts.append(holds)
        assert holds is not None
        if not holds:
            assert not any(durability_complaints(game, mechanism, told, q, sigma) == [] for q, sigma in grid(game, told))
    assert verdicts.count(False) >= 5
    assert verdicts.count(True) >= 5


@pytest.mark.parametrize("counts", [(2, 2), (3, 2), (3, 3)])
def test_the_search_over_structures_agrees_with_first_attempts(counts, monkeypatch):
    """Without first attempts every verdict is that of structures; beliefs and strategies satisfy the oracle, cases satisfy the checker."""
    verdicts, mixed = [], 0
    for _, market, _, mechanism, alternative in asked_at_random(f"structures {counts}", 40, counts):
        first = decided(market, mechanism, alternative)
        with monkeypatch.context() as patched:
            patched.setattr(durable, "pure_play", lambda offer, *, stopped: None)
            answer = decided(market, mechanism, alternative)
        assert claims(answer) == claims(first)
        verdicts.append(answer["findings"][0]["holds"])
        mixed += any(len(line) > 1 for kinds in answer["outcome"].get("strategies", {}).values() for line in kinds.values())
    assert verdicts.count(False) >= 5
    assert verdicts.count(True) >= 5
    assert None not in verdicts


def matching_pennies():
    """One type each; 1 wants to match, 2 does not; who keeps the mechanism gets 1/2 each, as much as mixing brings but for a fee."""
    action = {"1": lambda t: 0, "2": lambda t: 0}
    market = make_market({"1": {"a": 1}, "2": {"b": 1}}, {("1", "2"): {"play": action}})
    stay = {("a", "b"): {"play": Fraction(1)}}, {i: {("a", "b"): Fraction(0)} for i in ("1", "2")}
    pennies = offer(
        {"1": ["head", "tail"], "2": ["head", "tail"]},
        {d: ({"play": 1}, (1, "-21/20") if d[0] == d[1] else ("-21/20", 1)) for d in product(("head", "tail"), repeat=2)},
    )
    return market, stay, pennies


def test_mixed_strategies_are_found():
    market, stay, pennies = matching_pennies()
    answer = decided(market, stay, pennies)
    assert claims(answer) == DURABLE
    assert answer["outcome"]["strategies"] == {"1": {"a": {"head": "1/2", "tail": "1/2"}}, "2": {"b": {"head": "1/2", "tail": "1/2"}}}
    assert answer["outcome"]["alternative_utilities"] == {"1": {"a": "-1/40"}, "2": {"b": "-1/40"}}


def setting_of(market, mechanism, alternative):
    """The offer as the search sees it."""
    game, here = Game(market), Setting(market)
    members, moves, lotteries, payments = oracle_alternative(alternative)
    place = [coalition.members for coalition in market.coalitions].index(members)
    actions = [action.name for action in market.coalitions[place].actions]
    results = {
        tuple(moves[i].index(move) for i, move in zip(members, d, strict=True)): (
            {actions.index(c): share for c, share in lotteries[d].items()},
            tuple(payments[d][i] for i in members),
        )
        for d in lotteries
    }
    told = Alternative(coalition=place, moves=tuple(len(moves[i]) for i in members), results=results)
    return Offer(here.game, here.read_mechanism(mechanism_document(game, mechanism)), told)


def test_no_refutation_is_superfluous():
    found = 0
    for _, market, _, mechanism, alternative in asked_at_random("superfluous", 70, (2, 2)):
        seen = setting_of(market, mechanism, alternative)
        verdict = kept(seen)
        if not isinstance(verdict, Play):
            found += 1
            assert covering(seen, verdict)
            assert not any(covering(seen, [one for one in verdict if one is not other]) for other in verdict)
    assert found >= 8


def test_core_mechanisms_are_durable_against_pairs_and_single_players():
    """Theorem 3: durable against whatever is offered to a coalition."""
    tested = 0
    for random, market, game in games("durable core", 20, "lemons"):
        known = known_core(random, game)
        if known is None:
            continue
        for members in game.actions:
            if len(members) <= 2:
                tested += 1
                alternative = random_alternative(random, game, members, (2, 3)[: len(members)])
                assert claims(decided(market, known[0], alternative)) == DURABLE
    assert tested >= 15


def test_the_core_mechanisms_of_examples_1_and_3_are_durable():
    """M2; and of Example 3 payments of 0, 7/2, -6, 5/2 to 1, and the same with types exchanged to 2 (spec bayesian 11)."""
    market_3, game_3, (mu, _) = example_3()
    paid = dict(zip(game_3.profiles, map(Fraction, ("0", "7/2", "-6", "5/2")), strict=True))
    core = mu, {"1": paid, "2": {(first, second): paid[second, first] for first, second in game_3.profiles}}
    market_1, game_1 = example_1()
    random = Random("durable examples")
    for members, counts in ((("1",), (2,)), (("1", "2"), (2, 2)), (("1", "2"), (3, 2))):
        for _ in range(8):
            alternative = random_alternative(random, game_1, members, counts)
            assert claims(decided(market_1, M2, alternative)) == DURABLE
    for _ in range(6):
        alternative = random_alternative(random, game_3, ("1", "2"), (2, 2))
        assert claims(decided(market_3, core, alternative)) == DURABLE


def committee():
    """Three players with types + and -; together they may do something that is good for + and bad for -."""
    prior = {"+": HALF, "-": HALF}
    names = ("1", "2", "3")
    act = {i: lambda t, i=i: 3 if t[i] == "+" else -2 for i in names}
    rest = dict.fromkeys(names, lambda t: 0)
    market = make_market(dict.fromkeys(names, prior), {names: {"act": act, "rest": rest}})
    game = Game(market)
    stay = {t: {"act": Fraction(0), "rest": Fraction(1)} for t in game.profiles}, {i: dict.fromkeys(game.profiles, Fraction(0)) for i in names}
    return market, game, stay, names


def test_three_members_may_reject_what_costs_a_fee():
    market, _, stay, names = committee()
    vote = {d: ({"act": 1} if d == ("yes",) * 3 else {"rest": 1}, ("-1/30",) * 3) for d in product(("yes", "no"), repeat=3)}
    answer = decided(market, stay, offer(dict.fromkeys(names, ("yes", "no")), vote))
    assert claims(answer) == DURABLE
    assert answer["outcome"]["utilities"] == {i: {"+": 0, "-": 0} for i in names}


def test_three_members_who_all_gain_leave_it_open():
    market, _, stay, names = committee()
    answer = decided(market, stay, offer(dict.fromkeys(names, ("go",)), {("go",) * 3: ({"act": 1}, ("-1/30",) * 3)}))
    assert claims(answer) == OPEN
    assert answer["outcome"] == answer["certificate"] == {}


def question(market, mechanism, alternative, **limits):
    document = {"format": "marketwright.input/1", "mechanism": mechanism_document(Game(market), mechanism), "alternative": alternative}
    return durable_rule(market, Question(input=document, limits=Limits(**limits)))


def test_a_limit_leaves_it_open():
    market, _ = example_1()
    result = question(market, KEEP, FORCED, stopped=lambda: True)
    assert [(finding.claim, finding.holds, finding.grade) for finding in result.findings] == OPEN
    assert result.outcome == result.certificate == {}


def test_a_limit_between_two_programs_leaves_it_open():
    market, _ = example_1()
    calls = iter(range(10**6))
    result = question(market, KEEP, FORCED, stopped=lambda: next(calls) > 6)
    assert [(finding.claim, finding.holds, finding.grade) for finding in result.findings] == OPEN


def test_too_many_programs_leave_it_open(monkeypatch):
    market, stay, pennies = matching_pennies()
    monkeypatch.setattr(structures, "MOST_PROGRAMS", 3)
    result = question(market, stay, pennies)
    assert [(finding.claim, finding.holds, finding.grade) for finding in result.findings] == OPEN


def test_cases_that_are_not_pruned_are_accepted_too(monkeypatch):
    monkeypatch.setattr(two_members, "MOST_PRUNED", 0)
    found = 0
    for _, market, _, mechanism, alternative in asked_at_random("pruned", 30, (2, 3)):
        found += claims(decided(market, mechanism, alternative)) == REFUTED
    assert found >= 3


def test_an_alternative_that_is_too_large_is_refused(monkeypatch):
    market, _ = example_1()
    monkeypatch.setattr(durable, "MOST_CASES", 3)
    with pytest.raises(UsageError) as caught:
        question(market, M1, SELL_OR_NOT)
    assert str(caught.value) == "input.alternative: 4 combinations of types and moves (U111); allowed: at most 3; leave out moves or members"


def test_first_attempts_are_bounded(monkeypatch):
    market, stay, pennies = matching_pennies()
    assert pure_play(setting_of(market, stay, pennies)) is None
    monkeypatch.setattr("marketwright.solvers.mechanisms.durability.MOST_PLAYS", 0)
    assert pure_play(setting_of(example_1()[0], M1, SELL_OR_NOT)) is None
