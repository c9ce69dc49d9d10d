"""Answers about divisible goods that somebody wrote who wants a false claim accepted, or a check that runs for long."""

from fractions import Fraction

import pytest

from marketcheck import Rejected, Undecided, Unreadable, check
from marketcheck.documents import is_short

from . import reallocative_answers as answers
from .breaking import accept, code_of
from .reallocative_answers import of_many
from .reallocative_writer import enumerated, market, packages, proved
from .writer import REMOVED, all_changed, changed, digest, num, text

LIMIT = 2 * 10**9


def long(k: int) -> str:
    """Returns a number of nearly 4,000 characters."""
    return f"{10**3980 + 7 * k}/7"


def primes(count: int, above: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        above += 1
        if pow(2, above - 1, above) == 1:
            found.append(above)
    return found


def test_long_numbers_of_an_answer_are_estimated_before_they_are_calculated_with():
    wide = market([1] * 20, *[([4] * 20, [[int(k == j) for j in range(20)] for k in range(20)])] * 2, goods="abcdefghijklmnopqrst")
    bundles = [{good: long(20 * k + j) for j, good in enumerate(wide["goods"])} for k in range(20)]
    claimed = answers.PACKAGES | {"market": wide, "market_digest": digest(wide)}
    claimed = all_changed(claimed, input__packages=bundles, outcome__packages=bundles)
    assert isinstance(check(text(claimed), limit=LIMIT), Undecided)


def test_long_prices_at_leaves_are_tried_in_short_ones_first():
    a, b, c, d = ([long(k)] for k in range(4))
    nodes = [0, 1, a, b, 1, c, d]
    claimed = of_many("1/2", "1/2", [enumerated(claim, leaves=5) for claim in answers.CLAIMS], {"with": nodes, "without": [[3]]})
    assert isinstance(check(text(claimed), limit=LIMIT), Rejected)


def test_matrices_with_many_denominators_are_undecided_rather_than_endless():
    parts = iter(primes(12 * 60, 10**29))
    bidders = []
    for _ in range(12):
        below = [next(parts) for _ in range(60)]
        matrix = [[8 if k == j else f"1/{below[min(k, j) * 7 + max(k, j)]}" for j in range(8)] for k in range(8)]
        bidders.append(([1] * 8, matrix))
    document = market([1] * 8, *bidders, goods="abcdefgh")
    claimed = answers.VICKREY | {"market": document, "market_digest": digest(document)}
    assert isinstance(check(text(claimed), limit=LIMIT), Undecided)


def test_many_samples_of_many_bidders_are_undecided_rather_than_endless():
    claimed = all_changed(answers.REVENUE_SAMPLED, input__samples=100_000, input__number=1000)
    assert isinstance(check(text(claimed), limit=LIMIT), Undecided)


def test_a_tree_with_an_empty_branch_proves_nothing_for_the_others():
    for nodes in ([], [[]] * 2, [0], [0, [3]], [0, 1, [3], [3]]):
        claimed = changed(answers.CORE_TREES, "certificate/with", nodes)
        assert code_of(claimed) == "D9"


def test_a_witness_of_no_allocations_refutes_no_packages():
    claimed = packages(answers.EXAMPLE_2, answers.TURNED)
    witness = {"allocations": [], "multipliers": []}
    claimed = {key: part for key, part in claimed.items() if key != "input"} | {
        "outcome": {},
        "findings": [proved("packages-exist", holds=False, witness=witness)],
    }
    assert code_of(claimed) == "D25"


def test_numbers_that_are_too_long_for_an_answer_are_left_out_and_only_these():
    slopes = [Fraction(prime, prime - 2) for prime in primes(24, 10**20)]
    document = market([1], *[([1], [[num(slope)]]) for slope in slopes])
    whole = sum(1 / slope for slope in slopes)
    bundles, payoffs = [1 / slope / whole for slope in slopes], [(1 / (whole - 1 / slope) - 1 / whole) / 2 for slope in slopes]
    payments = [bundle - slope * bundle * bundle / 2 - payoff for slope, bundle, payoff in zip(slopes, bundles, payoffs, strict=True)]
    names = [bidder["name"] for bidder in document["bidders"]]
    supply = {}
    for name, slope, bundle in zip(names, slopes, bundles, strict=True):
        rest = whole - 1 / slope
        supply[name] = {"first": {"a": num(1 - 1 / rest)}, "last": {"a": num(1 - (1 - bundle) / rest)}}
    outcome = {
        "price": {"a": num(1 - 1 / whole)},
        "allocation": {name: {"a": num(bundle)} for name, bundle in zip(names, bundles, strict=True)},
        "payments": {name: num(paid) for name, paid in zip(names, payments, strict=True)},
        "payoffs": {name: num(payoff) for name, payoff in zip(names, payoffs, strict=True)},
        "welfare": num(1 - 1 / whole / 2),
        "residual_supply": supply,
    }
    honest = answers.VICKREY | {"market": document, "market_digest": digest(document), "outcome": outcome}
    assert not is_short(sum(payments))
    accept(honest)
    for key in ("welfare", "price"):
        with pytest.raises(Unreadable):
            check(text(changed(honest, f"outcome/{key}", REMOVED)))
    with pytest.raises(Unreadable):
        check(text(changed(honest, "outcome/revenue", 1)))
