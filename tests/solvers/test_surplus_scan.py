"""All sets at once: floats exclude only what is excluded, exact arithmetic decides the rest."""

import subprocess
import sys
from fractions import Fraction
from itertools import combinations
from math import inf
from random import Random

import pytest
from hypothesis import given, settings

from marketwright.solvers.surplus import scan
from marketwright.solvers.surplus.charged import Charged, members_of
from marketwright.solvers.surplus.exact import Surplus
from tests.solvers.surplus_cases import EXAMPLE_3, MANY, best_bundles, excess_of, problems, quadratic, sets, similar, vector, vickrey, worth_of

few = settings(max_examples=40, deadline=None)
MARGIN = Fraction(8581, 11449400)


def verdicts(case, few_agents):
    """The verdict with so many agents counted as few: 0 forces floats."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "FEW", few_agents)
        return scan.verdict(case)


def differences(surplus, quantity, few_agents):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "FEW", few_agents)
        return scan.second_differences(surplus, quantity)


def table(surplus, quantity, few_agents=0):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "FEW", few_agents)
        return scan.worths(surplus, quantity)


def rounding(surplus, quantity):
    """By how much the table is wrong, exactly."""
    found = table(surplus, quantity)
    assert len(found.worths) == 2**surplus.size
    return max(abs(Fraction(float(worth)) - exact) for worth, exact in zip(found.worths, surplus.worths(quantity), strict=True)), found.error


@pytest.mark.parametrize("few_agents", [0, 12])
def test_example_3_has_one_blocking_set(few_agents):
    found = verdicts(vickrey(EXAMPLE_3, vector(1, 0)), few_agents)
    assert found.positive == (scan.SetExcess(members=(0,), excess=MARGIN),)
    assert found.ties == ((0, 1), (0, 1, 2), (0, 2), (1, 2))
    assert found.complete
    assert MARGIN <= Fraction(found.at_most) < MARGIN + Fraction(1, 10**12)


@given(problems())
@few
def test_scans_agree_with_the_definition(problem):
    utilities, case = problem
    excesses = {members: excess_of(utilities, case, members) for members in sets(len(utilities))}
    positive = {members: excess for members, excess in excesses.items() if excess > 0}
    for few_agents in (0, 12):
        found = verdicts(case, few_agents)
        assert {one.members: one.excess for one in found.positive} == positive
        assert [one.excess for one in found.positive] == sorted(positive.values(), reverse=True)
        assert set(found.ties) == {members for members, excess in excesses.items() if excess == 0}
        assert found.complete
        assert found.largest_known
        assert found.at_most >= max(excesses.values())


@given(problems(most=4))
@few
def test_second_differences_agree_with_the_definition(problem):
    utilities, case = problem
    worth = {members: worth_of(utilities, members, case.quantity) for members in [(), *sets(len(utilities))]}
    values = {}
    for base, least in worth.items():
        for one, other in combinations(sorted(set(range(len(utilities))) - set(base)), 2):
            both, first, second = (tuple(sorted((*base, *more))) for more in ((one, other), (one,), (other,)))
            values[base, (one, other)] = worth[both] + least - worth[first] - worth[second]
    for few_agents in (0, 12):
        found = differences(case.surplus, case.quantity, few_agents)
        assert {(one.base, one.pair): one.value for one in found.positive} == {key: value for key, value in values.items() if key[0] and value > 0}
        assert found.complete
        assert max((value for key, value in values.items() if key[0]), default=-inf) <= found.at_most
        empty = [value for key, value in values.items() if not key[0]]
        assert (found.empty.value if found.empty else None) == max(empty, default=None)


@given(problems())
@few
def test_the_error_of_the_table_is_bounded(problem):
    wrong, bound = rounding(problem[1].surplus, problem[1].quantity)
    assert wrong <= bound


@pytest.mark.parametrize("seed", range(20))
def test_the_error_is_bounded_where_matrices_are_nearly_singular(seed):
    random = Random(seed)
    goods, size = random.choice((1, 2, 3, 4)), random.choice((3, 5, 7))
    utilities = []
    for _ in range(size):
        line, thin, scale = [random.randint(-99, 99) for _ in range(goods)], Fraction(1, 10 ** random.choice((0, 2, 4, 6))), 10 ** random.randint(0, 3)
        matrix = [[scale * (line[row] * line[column] + thin * (row == column)) for column in range(goods)] for row in range(goods)]
        utilities.append(quadratic([random.randint(-(10**6), 10**6) for _ in range(goods)], matrix))
    quantity = vector(*(random.randint(-(10**4), 10**4) for _ in range(goods)))
    wrong, bound = rounding(Surplus(utilities), quantity)
    assert wrong <= bound < inf
    found = verdicts(vickrey(utilities, quantity), 0)
    assert {(*range(size),), *((*range(agent), *range(agent + 1, size)) for agent in range(size))} <= set(found.ties)


def test_vickrey_charges_of_many_similar_agents_tie_with_all_and_all_but_one():
    utilities, quantity = similar(Random(3), 17, 2)
    found = scan.verdict(vickrey(utilities, quantity))
    assert found.positive == ()
    assert set(found.ties) == {tuple(range(17)), *(tuple(other for other in range(17) if other != agent) for agent in range(17))}
    assert found.complete


def test_many_agents_have_the_worths_of_the_exact_table():
    utilities, quantity = similar(Random(4), MANY, 3)
    surplus = Surplus(utilities)
    wrong, bound = rounding(surplus, quantity)
    assert wrong <= bound < 1e-8
    assert scan.worths(surplus, quantity).error == bound
    assert table(surplus, quantity, MANY).error < bound


def test_numbers_beyond_floats_exclude_nothing():
    huge = 10**200
    utilities = [quadratic([huge + agent], [[1 + agent]]) for agent in range(3)]
    case = vickrey(utilities, vector(huge))
    found = verdicts(case, 0)
    assert not found.complete
    assert found.at_most == inf
    assert table(case.surplus, case.quantity).error == inf
    assert not differences(case.surplus, case.quantity, 0).complete
    assert verdicts(case, 12).complete


def everybody_alike(size):
    utilities = [quadratic([1, 2], [[1, 0], [0, 2]])] * size
    return Charged(surplus=Surplus(utilities), quantity=vector(0, 0), charges=(Fraction(0),) * size, fixed=Fraction(0))


def test_more_ties_than_asked_for_are_no_complete_verdict():
    found = scan.verdict(everybody_alike(MANY), most=100)
    assert not found.complete
    assert found.positive == ()
    assert len(found.ties) in {100, 101}
    assert 0 <= found.at_most < 1e-9


def test_the_largest_excess_is_known_where_too_many_sets_have_one():
    utilities, quantity = similar(Random(5), MANY, 2)
    generous = Charged(surplus=Surplus(utilities), quantity=quantity, charges=(Fraction(0),) * MANY, fixed=Fraction(0))
    found = scan.verdict(generous, most=10)
    assert not found.complete
    assert found.largest_known
    worths = generous.surplus.worths(quantity)
    largest = max(worths)
    assert found.positive[0] == scan.SetExcess(members=members_of(worths.index(largest)), excess=largest)


def test_a_stopped_scan_says_nothing():
    utilities, quantity = similar(Random(6), MANY, 1)
    case = vickrey(utilities, quantity)
    assert scan.close_or_above(case, stopped=lambda: True) == scan.Close(sets=(), complete=False, best=0, at_most=inf)
    assert not scan.verdict(case, stopped=lambda: True).complete
    stopped = scan.second_differences(case.surplus, quantity, stopped=lambda: True)
    assert (stopped.complete, stopped.positive, stopped.at_most) == (False, (), inf)


def test_the_largest_second_difference_is_known_where_too_many_are_above_0():
    utilities, _ = similar(Random(7), MANY, 1, spread=60)
    found = scan.second_differences(Surplus(utilities), vector(0), most=5)
    worths = Surplus(utilities).worths(vector(0))
    assert not found.complete
    assert found.largest_known
    largest = max(
        worths[base | 1 << one | 1 << other] + worths[base] - worths[base | 1 << one] - worths[base | 1 << other]
        for one, other in combinations(range(MANY), 2)
        for base in range(1, 1 << MANY)
        if not base & (1 << one | 1 << other)
    )
    assert found.positive[0].value == largest


def test_too_many_agents_are_refused():
    utilities, quantity = similar(Random(8), 33, 1)
    with pytest.raises(ValueError, match="33 agents have too many sets; 22 are allowed"):
        scan.worths(Surplus(utilities), quantity)
    with pytest.raises(ValueError, match="33 agents have too many sets; 32 are allowed"):
        scan.verdict(vickrey(utilities, quantity))


def test_few_agents_never_load_the_compiler():
    program = (
        "import sys; from fractions import Fraction as F; from marketwright.solvers.surplus import scan, tree;"
        "from marketwright.solvers.surplus.charged import Charged; from marketwright.solvers.surplus.exact import Quadratic, Surplus;"
        "one = Quadratic(theta=(F(1),), matrix=((F(1),),)); surplus = Surplus([one] * 5); q = (F(1),);"
        "scan.verdict(Charged(surplus=surplus, quantity=q, charges=(F(0),) * 5, fixed=F(0))); scan.worths(surplus, q);"
        "scan.second_differences(surplus, q); print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"


def test_best_bundles_of_the_oracle_solve_example_3():
    bundles, price = best_bundles(EXAMPLE_3, (0, 1, 2), vector(1, 0))
    assert [round(float(entry), 9) for bundle in bundles for entry in bundle] == [0.820247771, 0.031168626, 0.036376549, 0.034877298, 0.143375681, -0.066045924]
    assert [round(float(entry), 9) for entry in price] == [9.789016018, 9.79771167]
