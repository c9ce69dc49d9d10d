"""Answers about divisible goods that somebody wrote who wants a false claim accepted, or a check that runs for long."""

from fractions import Fraction

import pytest

from marketcheck import Accepted, Rejected, Undecided, Unreadable, check
from marketcheck.documents import is_short

from . import reallocative_answers as answers
from .breaking import accept, code_of
from .reallocative_answers import of_many
from .reallocative_writer import always, enumerated, market, opened, packages, proved, split
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


def on(claimed: dict, document: dict, **stated: object) -> dict:
    """Returns the answer about another market."""
    return claimed | {"market": document, "market_digest": digest(document)} | ({"input": write_input(**stated)} if stated else {})


def write_input(**stated: object) -> dict:
    return {"format": "marketwright.input/1", **stated}


NULLS = {
    "always": ("bidder-core-always", "core-always"),
    "monotone": ("revenue-monotone",),
    "shills": ("shill-proof",),
    "packages": ("packages-exist",),
    "advise": ("core",),
    "uniform": ("efficient",),
    "revenue": ("expected-revenue",),
    "quantity": ("certified",),
    "independent": ("separable",),
}


@pytest.mark.parametrize(("rule", "claims"), NULLS.items())
def test_no_other_rule_answers_a_numeric_market_not_even_openly(rule, claims):
    claimed = answers.ALWAYS | {"rule": f"reallocative/{rule}", "findings": opened(*claims), "outcome": {}, "certificate": {}}
    assert code_of(on(claimed, answers.FALLING)) == "D1"


@pytest.mark.parametrize(
    ("claimed", "certificate"),
    [
        (answers.NUMERIC_CORE, {"without": [[]]}),
        (answers.NUMERIC_CORE, {"with": [[]], "without": [[]]}),
        (answers.NUMERIC_CORE, {"price": {"a": 1, "b": 1}}),
        (answers.CORE, {"worths": answers.NUMERIC_CORE["certificate"]["worths"]}),
        (answers.VICKREY, {"without": answers.NUMERIC["certificate"]["without"]}),
    ],
)
def test_a_certificate_of_another_kind_of_market_is_rejected_before_anything_is_estimated(claimed, certificate):
    assert code_of(changed(claimed, "certificate", certificate)) == "D11"
    assert isinstance(check(text(changed(claimed, "certificate", certificate)), limit=0), Rejected)


@pytest.mark.parametrize("claimed", [answers.BREAK_3, answers.BREAK_4, answers.BREAK_5, answers.BREAK_FOUND])
def test_a_coalition_with_a_bidder_outside_the_market_that_is_made_is_rejected(claimed):
    document = changed(claimed["market"], "bidders", [*claimed["market"]["bidders"], claimed["market"]["bidders"][0] | {"name": "9"}])
    for coalition in ([*claimed["outcome"]["coalition"], "9"], ["9"]):
        assert code_of(changed(on(claimed, document), "outcome/coalition", coalition)) == "D30"


def test_many_wide_bidders_of_a_market_that_is_made_are_not_calculated_with():
    names, matrix = [*"abcdefghijklmnopqrst"], [[int(k == j) for j in range(20)] for k in range(20)]
    made = market([0] * 20, *[([0] * 20, matrix)] * 300, goods="".join(names))
    verdict = check(text(changed(answers.BREAK_3, "outcome/market", made)))
    assert isinstance(verdict, Rejected)
    assert verdict.code == "D30"


def test_near_deficits_of_long_payoffs_are_counted_once_they_are_found():
    document = market([0], *[([0], [[1]])] * 12)
    names = [bidder["name"] for bidder in document["bidders"]]
    payoffs = {name: f"1/{10**3980 + 2 * k + 1}" for k, name in enumerate(names)} | {"auctioneer": f"1/{10**3980 + 99}"}
    claimed = on(answers.CORE_OPEN, document, payoffs=payoffs)
    assert isinstance(check(text(claimed), limit=LIMIT), Undecided)


def test_sums_of_many_long_payoffs_are_estimated():
    document = market([0], *[([0], [[1]])] * 300)
    payoffs = {bidder["name"]: f"1/{10**3980 + 2 * k + 1}" for k, bidder in enumerate(document["bidders"])}
    assert isinstance(check(text(on(answers.CORE_OPEN, document, payoffs=payoffs)), limit=LIMIT), Undecided)


def test_participants_are_counted_not_bidders():
    wide = market([1] * 5, *[([k + 1] * 5, [[int(k == j) + 1 for j in range(5)] for k in range(5)]) for k in range(16)])
    few = on(answers.CORE, wide, participants=["1", "2"])
    many = on(answers.CORE, wide, participants=[bidder["name"] for bidder in wide["bidders"]][:15])
    assert check(text(many), limit=0).steps_needed > 100 * check(text(few), limit=0).steps_needed


def test_a_witness_among_many_bidders_is_no_work():
    crowd = market([1], *[([4], [[1]]), ([4], [[1]]), ([2], [[1]])], *[([3], [[k]]) for k in range(1, 98)])
    few = always(changed(crowd, "bidders", crowd["bidders"][:3]))
    claimed = on(few, crowd)
    verdict = check(text(claimed))
    assert isinstance(verdict, Accepted)
    assert verdict.steps < 2 * 10**6
    for rule, claim in (("always", "bidder-core-always"), ("monotone", "revenue-monotone"), ("shills", "shill-proof")):
        crowded = on(answers.ALWAYS_THEOREM, market([1], *[([4], [[k % 5 + 1]]) for k in range(100)]))
        crowded = crowded | {"rule": f"reallocative/{rule}"}
        by = {"by": "Theorem 2" if rule == "always" else "Proposition 9"}
        findings = [proved(claim, **by)] + ([proved("core-always", **by)] if rule == "always" else [])
        verdict = check(text(crowded | {"findings": findings}))
        assert isinstance(verdict, Accepted)
        assert verdict.steps < 2 * 10**7


SLOPES = [Fraction(prime, prime - 2) for prime in primes(80, 10**28)]
LONG_MARKET = market([1], *[([4], [[num(slope)]]) for slope in SLOPES[:-1]], ([2], [[num(SLOPES[-1])]]))
LONG_NAMES = [bidder["name"] for bidder in LONG_MARKET["bidders"]]


def worth(members: list[int]) -> Fraction:
    """Returns the surplus of bidders of the market above, of one or more."""
    thetas = [2 if i == len(SLOPES) - 1 else 4 for i in members]
    whole, wanted = (sum(theta**power / SLOPES[i] for theta, i in zip(thetas, members, strict=True)) for power in (0, 1))
    return (sum(theta**2 / SLOPES[i] for theta, i in zip(thetas, members, strict=True)) - (wanted - 1) ** 2 / whole) / 2


def revenue(members: list[int]) -> Fraction:
    return sum(worth([j for j in members if j != i]) for i in members) - (len(members) - 1) * worth(members)


def without_long(rule: str, findings: list[dict], outcome: dict | None = None, **stated: object) -> dict:
    return on(answers.ALWAYS | {"rule": f"reallocative/{rule}", "outcome": outcome or {}, "findings": findings}, LONG_MARKET, **stated)


def test_a_long_second_difference_is_left_out():
    *others, first, last = range(len(SLOPES))
    deficit = worth([*others, first, last]) + worth(others) - worth([*others, first]) - worth([*others, last])
    assert deficit > 0
    assert not is_short(deficit)
    witness = {"coalition": LONG_NAMES[:-2], "bidders": LONG_NAMES[-2:]}
    claims = ("bidder-core-always", "core-always")
    accept(without_long("always", [proved(claim, holds=False, witness=witness) for claim in claims]))
    with pytest.raises(Unreadable):
        check(text(without_long("always", [proved(claim, holds=False, witness=witness | {"deficit": 1}) for claim in claims])))


def test_long_revenues_are_left_out():
    members = [*range(len(SLOPES) - 1)]
    before, after = revenue(members), revenue([*members, len(SLOPES) - 1])
    assert not is_short(before)
    assert after < before
    accept(without_long("monotone", [proved("revenue-monotone", holds=False, witness={"participants": LONG_NAMES[:-1], "bidder": LONG_NAMES[-1]})]))


def test_a_shill_who_loses_is_rejected_although_the_numbers_are_too_long_to_be_stated():
    witness = {"participants": LONG_NAMES[:-1], "bidder": LONG_NAMES[0], "shills": [LONG_NAMES[0], LONG_NAMES[-1]]}
    assert code_of(without_long("shills", [proved("shill-proof", holds=False, witness=witness)])) == "D17"


def test_a_long_worth_and_deficit_are_left_out():
    everyone = [*range(len(SLOPES))]
    whole = sum(1 / slope for slope in SLOPES)
    price = (sum((2 if i == everyone[-1] else 4) / SLOPES[i] for i in everyone) - 1) / whole
    assert not is_short(worth(everyone))
    payoffs = dict.fromkeys([*LONG_NAMES, "auctioneer"], 0)
    bundles = [((2 if i == everyone[-1] else 4) - price) / SLOPES[i] for i in everyone]
    outcome = {
        "price": {"a": num(price)} if is_short(price) else {},
        "allocation": {name: {"a": num(bundle)} if is_short(bundle) else {} for name, bundle in zip(LONG_NAMES, bundles, strict=True)},
        "payoffs": payoffs,
        "blocking": [{"coalition": LONG_NAMES, "auctioneer": True, "payoffs": 0}],
    }
    sums = [proved(claim, holds=False, witness={"sum": 0}) for claim in ("feasible", "bidder-core", "core")]
    accept(without_long("core", sums, outcome, payoffs=payoffs))


def test_a_short_bundle_of_a_deviation_may_not_be_left_out():
    document = market([0], *[([theta], [[num(slope)]]) for theta, slope in zip((6, 6, 2, 2), SLOPES, strict=False)])
    honest = split(document, ["1", "2"])
    name = next(iter(honest["outcome"]["deviations"]))
    accept(honest)
    with pytest.raises(Unreadable):
        check(text(changed(honest, f"outcome/deviations/{name}/bundle", {})))
