"""Severance by cases: what repairs a mechanism is checked by the paper's inequalities, every leaf of a refusal at random multipliers and severance."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.bayesian.setting import Setting
from marketwright.solvers.limit import LimitCame, never
from marketwright.solvers.mechanisms.severance_cases import BlockRow, Kind, Leaf, NoSeverance, Repaired, severance_by_cases
from marketwright.solvers.mechanisms.support_range import WeightRow
from tests.bayesian.told import M1, M2, alpha_entries, example_1, example_3, mechanism_document
from tests.bayesian_markets import random_market, random_mechanism
from tests.bayesian_oracle import (
    Game,
    gross_payoffs,
    is_feasible,
    profit,
    slacks,
    theorem_1_complaints,
    transformed,
    virtual_worth,
    welfare_weight,
)
from tests.bayesian_oracle_programs import efficiency_gap

FAMILIES = ("bilateral", "lemons", "two persons", "any")


def decided(market, game, mechanism, **options):
    here = Setting(market)
    return severance_by_cases(here.game, here.read_mechanism(mechanism_document(game, mechanism)), **{"most": 1_000, "stopped": never} | options)


def refuse_false(game, mechanism, found):
    """Nothing, if the result is true."""
    if isinstance(found, Repaired):
        refuse_false_repair(game, mechanism, found)
    else:
        refuse_false_tree(game, mechanism, found)


def refuse_false_repair(game, mechanism, found):
    alpha = {
        (game.players[i], game.types[game.players[i]][claim], game.types[game.players[i]][true]): number
        for (i, claim, true), number in found.multipliers.items()
    }
    assert all(number >= 0 for line in found.severance for number in line)
    kept = gross_payoffs(game, mechanism)
    omega = {i: {t: kept[i][t] - more for t, more in zip(game.profiles, line, strict=True)} for i, line in zip(game.players, found.severance, strict=True)}
    assert theorem_1_complaints(game, omega, alpha) == []
    assert alpha_entries(game, alpha) is not None


def refuse_false_tree(game, mechanism, found):
    random = Random("leaves")
    tempting = [lie for lie, slack in slacks(game, mechanism).items() if slack == 0]
    kept = gross_payoffs(game, mechanism)
    places = [((), ())]
    for node in found.nodes:
        weightless, unpaid = places.pop()
        if isinstance(node, Kind):
            i = game.players[node.player]
            kind = i, game.types[i][node.kind]
            places += [(weightless, (*unpaid, kind)), ((*weightless, kind), unpaid)]
            continue
        for _ in range(3):
            alpha = {lie: Fraction(random.randint(0, 3), random.randint(1, 4)) for lie in tempting}
            severance = {
                i: {t: Fraction(0) if (i, game.type_of(t, i)) in unpaid else Fraction(random.randint(0, 4), 3) for t in game.profiles} for i in game.players
            }
            assert sum((share * row_value(game, kept, alpha, severance, weightless, row, share) for row, share in node.rows), Fraction(0)) < 0
    assert places == []


def row_value(game, kept, alpha, severance, weightless, row, share):
    """The left side of a row at some multipliers and severance, with flows in place of the products of weights and severance."""
    if isinstance(row, WeightRow):
        kind = game.players[row.player], game.types[game.players[row.player]][row.kind]
        assert share > 0 or kind in weightless
        return welfare_weight(game, alpha, *kind)
    assert share > 0
    if isinstance(row, BlockRow):
        coalition = [*game.actions][row.coalition]
        action = game.actions[coalition][row.action]
        types = tuple(game.types[i][kind] for i, kind in zip(coalition, row.types, strict=True))
        total = Fraction(0)
        for t in game.profiles_with(coalition, types):
            for i in coalition:
                flows = (
                    transformed(game, alpha, i, severance[i], t)
                    - welfare_weight(game, alpha, i, game.type_of(t, i)) * severance[i][t] / game.p[i][game.type_of(t, i)]
                )
                total += game.prior(t, game.others(*coalition)) * (transformed(game, alpha, i, kept[i], t) - flows)
            total -= game.prior(t, game.others(*coalition)) * virtual_worth(game, alpha, coalition, action, t)
        return total
    t = game.profiles[row.profile]
    used, other = (game.actions[game.everyone][place] for place in (row.action, row.other))
    return virtual_worth(game, alpha, game.everyone, used, t) - virtual_worth(game, alpha, game.everyone, other, t)


def test_the_papers_mechanisms():
    market, game = example_1()
    assert isinstance(decided(market, game, M1), NoSeverance)
    assert isinstance(decided(market, game, M2), Repaired)
    for mechanism in (M1, M2):
        refuse_false(game, mechanism, decided(market, game, mechanism))


def test_no_severance_saves_the_first_mechanism_of_example_3():
    market, game, first = example_3()
    found = decided(market, game, first)
    assert isinstance(found, NoSeverance)
    assert sum(isinstance(node, Leaf) for node in found.nodes) == 4
    refuse_false_tree(game, first, found)


@pytest.mark.parametrize("seed", range(4))
def test_random_mechanisms(seed):
    random = Random(f"severance by cases {seed}")
    kinds = []
    for _ in range(25):
        market = random_market(random, random.choice(FAMILIES))
        game = Game(market)
        mechanism = random_mechanism(random, game, "efficient")
        if not is_feasible(game, mechanism) or profit(game, mechanism) or efficiency_gap(game, mechanism)[0]:
            continue
        found = decided(market, game, mechanism)
        if found is not None:
            refuse_false(game, mechanism, found)
            kinds.append(type(found))
    assert {Repaired, NoSeverance} == set(kinds)


def test_too_many_cases_and_limits():
    market, game, first = example_3()
    assert decided(market, game, first, most=3) is None
    with pytest.raises(LimitCame):
        decided(market, game, first, stopped=lambda: True)
