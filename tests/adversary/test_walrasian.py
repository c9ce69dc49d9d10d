"""Answers about markets of unit demand: honest ones are accepted, and for every condition one that breaks it is rejected for that condition."""

from fractions import Fraction

import pytest

from marketcheck import Unreadable, check

from . import walrasian_answers as answers
from . import writer
from .breaking import accept, broken, code_of, conditions, params
from .markets import bundle_market, singles
from .walrasian_answers import HONEST
from .walrasian_writer import linear, market, minimum
from .writer import REMOVED, all_changed, changed, digest, num, text


def of_market(document: dict, other: dict) -> dict:
    return document | {"market": other, "market_digest": digest(other)}


def lowered(document: dict, good: str, by: Fraction) -> dict:
    """Returns the answer with a lower price of a good, which its buyer pays."""
    price = num(Fraction(document["outcome"]["prices"][good]) - by)
    result, buyers = changed(document, f"outcome/prices/{good}", price), [name for name, held in document["outcome"]["allocation"].items() if held == good]
    for name in buyers:
        result = changed(result, f"outcome/payments/{name}", price)
        result = changed(result, "outcome/revenue", num(Fraction(document["outcome"]["revenue"]) - by))
    return result


def residual(document: dict, value: object, *, holds: bool | None = True) -> dict:
    """Returns an answer with another residual."""
    for k in range(2):
        document = all_changed(document, **{f"findings__{k}__residual": value, f"findings__{k}__holds": holds})
    return document


def witness(document: dict, k: int, **parts: object) -> dict:
    return changed(document, f"findings/{k}/witness", parts)


SMALL = Fraction(1, 10**20)
TRUE_RESIDUAL = Fraction(answers.NUMERIC["findings"][0]["residual"])
PAIRS = market([f"g{k}" for k in range(21)], **{f"_{k}": linear(**{f"g{k}": 1 for k in range(21)}) for k in range(20)})
SWAPPED = {"1": "a", "2": "b", "3": None}
NUMERIC_BOX = {"1": "a", "2": None, "3": "b", "4": None}
OTHER_ALIKE = answers.ALIKE["buyers"]
HONEST_PART = answers.PRICES_TRIED["certificate"]["honest"]
TRUTH = all_changed(
    answers.PRICES_TRIED,
    findings__0={"claim": "manipulable", "holds": True, "grade": "proved"},
    certificate__deviating=HONEST_PART,
    outcome__buyer="1",
    outcome__report=linear(a=7, b=4),
    outcome__bundle=answers.PRICES_TRIED["outcome"]["honest"]["1"],
    outcome__gain=0,
)
NOT_WEAKLY = {"claim": "weakly-under-demanded-set", "holds": False, "grade": "proved"}
SOFT = {"budget": 1, "steepness": 2}
BUNDLES = bundle_market(["a", "b"], **{f"_{name}": singles("unit-demand", a=1) for name in "123"})
BUNDLE_ANSWER = writer.efficient(BUNDLES)
MADE = "outcome/market"


def made(**parts: object) -> dict:
    """Returns a counterexample with another market."""
    return changed(answers.BELOW, MADE, {key: part for key, part in (answers.ALIKE | parts).items() if part is not REMOVED})


BROKEN = [
    ("A1", "another market", changed(answers.MINIMUM, "market/buyers/0/preference/values/a", 8)),
    ("G2", "another tolerance than asked for", changed(answers.NUMERIC_STRICT, "parameters/tolerance", "1/1000000000")),
    ("G2", "another tolerance than the usual one", changed(answers.NUMERIC, "parameters/tolerance", 1)),
    ("G2", "against another rule", changed(answers.BIDS, "parameters/against", "maximum")),
    ("G2", "more samples", changed(answers.BIDS, "parameters/samples", 201)),
    ("O3", "less", changed(answers.MINIMUM, "outcome/payments/1", 2)),
    ("O3", "no fee", changed(answers.MINIMUM_ANY, "outcome/payments/4", 0)),
    ("O3", "in a menu's market", changed(answers.PROPERTIES, "outcome/payments/1", 2)),
    ("O3", "in the market that is made", changed(answers.BELOW, "outcome/payments/1", 3)),
    ("O5", "more", changed(answers.MINIMUM, "outcome/revenue", 10)),
    ("O7", "a table", answers.MINIMUM | {"closed": ["1"]}),
    ("F1", "none", changed(answers.MINIMUM, "findings", [])),
    ("F1", "selected, with any", changed(answers.MINIMUM, "parameters/tie_rule", "any")),
    ("F1", "not selected", changed(answers.MINIMUM, "findings", answers.MINIMUM["findings"][:2])),
    ("F1", "a cap without a list", changed(answers.MINIMUM_TIED, "findings", answers.MINIMUM_TIED["findings"][:3])),
    ("F1", "a list without a cap", changed(answers.MINIMUM, "findings", [*answers.MINIMUM["findings"], answers.MINIMUM_TIED["findings"][3]])),
    ("F1", "greatest for least", changed(answers.MINIMUM, "findings/1/claim", "maximum-price")),
    ("F1", "an open answer that claims", changed(answers.MINIMUM_OPEN, "findings", [*answers.MINIMUM_OPEN["findings"], answers.MINIMUM["findings"][2]])),
    ("F2", "an open answer that claims", changed(answers.MINIMUM_OPEN, "findings/0/holds", True)),
    ("F2", "open without need", changed(answers.MINIMUM, "findings/1/holds", None)),
    ("F2", "within the tolerance, called so", residual(answers.NUMERIC_STRICT, answers.NUMERIC_STRICT["findings"][0]["residual"])),
    ("F2", "no equilibrium prices", changed(answers.TEST_OVER, "findings/4/holds", True)),
    ("F2", "minimum prices that are too high", changed(answers.TEST_HIGH, "findings/5/holds", True)),
    ("F2", "no minimum prices, called so", changed(answers.TEST, "findings/5/holds", False)),
    ("F2", "reserve prices met", all_changed(answers.TEST_LOW, findings__0__holds=True, findings__0__witness=REMOVED)),
    ("F2", "an equilibrium, called so", all_changed(answers.TEST_OVER, findings__6__holds=True, findings__6__witness=REMOVED)),
    ("F2", "an open verdict on a set", changed(answers.TEST, "findings/1/holds", None)),
    ("F2", "under-demanded, not weakly", all_changed(answers.TEST_UNDER, findings__3=NOT_WEAKLY, certificate__pointers={})),
    ("F2", "sellers who agree otherwise", changed(answers.EFFICIENT, "findings/1/holds", False)),
    ("F2", "classical", all_changed(answers.PROPERTIES_LOW, findings__2__holds=True, findings__2__witness=REMOVED)),
    ("F2", "rational", all_changed(answers.PROPERTIES_DEAR, findings__4__holds=True, findings__4__witness=REMOVED)),
    ("F2", "overall", changed(answers.PROPERTIES_LOW, "findings/7/holds", True)),
    ("F2", "not strategy-proof", changed(answers.PROPERTIES, "findings/10/holds", False)),
    ("F2", "truthful, called manipulable", all_changed(answers.TRUTHFUL, findings__0__holds=True, certificate__deviating=HONEST_PART)),
    ("F2", "tried, called proof", changed(answers.PRICES_TRIED, "findings/0/holds", False)),
    ("F2", "rational for all", changed(answers.BELOW, "findings/1", answers.ABOVE["findings"][1])),
    ("F3", "a better grade", changed(answers.NUMERIC, "findings/0/grade", "proved")),
    ("F3", "a selection proved", changed(answers.MINIMUM, "findings/2/grade", "proved")),
    ("F4", "another number", changed(answers.MINIMUM_TIED, "findings/3/number", 3)),
    ("F4", "another cap", changed(answers.MINIMUM_CAP, "findings/3", answers.MINIMUM_CAP["findings"][3] | {"cap": 3})),
    ("F4", "two residuals", changed(answers.NUMERIC, "findings/1/residual", 0)),
    ("F4", "a later good", changed(answers.TEST_LOW, "findings/0/witness/good", "a")),
    ("F4", "another net revenue", changed(answers.INEFFICIENT, "findings/0/witness/net_revenue", 5)),
    ("W1", "a tolerance without need", changed(answers.MINIMUM, "parameters/tolerance", "1/2")),
    ("W1", "a tolerance asked for", answers.MINIMUM | {"input": answers.NUMERIC_STRICT["input"]}),
    ("W1", "smooth, without a tolerance", changed(answers.NUMERIC, "parameters", {"tie_rule": "any"})),
    ("W1", "smooth, selected", changed(answers.NUMERIC, "parameters/tie_rule", "lexicographic")),
    ("W1", "smooth, all allocations", answers.NUMERIC | {"input": answers.MINIMUM_CAP["input"]}),
    ("W1", "greatest prices", of_market(answers.MAXIMUM, answers.SMOOTH)),
    ("W1", "a test", of_market(answers.TEST, answers.SMOOTH)),
    ("W1", "efficient bundles", of_market(answers.EFFICIENT, answers.SMOOTH)),
    ("W1", "properties", of_market(answers.PROPERTIES, answers.SMOOTH)),
    ("W1", "reports", of_market(answers.PRICES_TRIED, answers.SMOOTH)),
    ("W1", "a counterexample", of_market(answers.PROPOSITION, answers.SMOOTH)),
    ("W2", "a good twice", changed(answers.MINIMUM, "outcome/allocation/3", "a")),
    ("W2", "a forbidden good", all_changed(answers.MINIMUM_ANY, outcome__allocation={"1": None, "2": None, "3": None, "4": "b"})),
    ("W2", "a good twice in the input", changed(answers.TEST, "input/allocation/3", "a")),
    ("W2", "bundles with a good twice", changed(answers.EFFICIENT, "input/bundles/3/good", "a")),
    ("W2", "better bundles with a good twice", changed(answers.INEFFICIENT, "findings/0/witness/bundles/3/good", "a")),
    ("W2", "a report for a good of another", changed(answers.PRICES_GAMED, "certificate/deviating/allocation/3", "a")),
    ("W3", "below the reserve price", lowered(minimum(answers.TIED), "c", SMALL)),
    ("W3", "below 0", changed(answers.PROPERTIES, "certificate/menus/1/a/prices/b", -1)),
    ("W3", "for bids", changed(answers.ABOVE, "outcome/prices/a", 1)),
    ("W4", "unsold at a price", changed(answers.MINIMUM_NOBODY, "outcome/prices/b", SMALL.numerator)),
    ("W4", "a good not sold", changed(answers.MINIMUM, "outcome/allocation", {"1": "b", "2": None, "3": None})),
    ("W5", "goods swapped", changed(answers.MINIMUM, "outcome/allocation", SWAPPED | {"2": "b"} | {"1": "a"})),
    ("W5", "a price lowered by little", lowered(answers.MINIMUM, "a", SMALL)),
    ("W5", "a price raised by much", lowered(answers.MINIMUM_CHAIN, "c", Fraction(-2))),
    ("W7", "a price raised by little", lowered(answers.MINIMUM, "a", -SMALL)),
    ("W5", "greatest prices raised by little", lowered(answers.MAXIMUM, "b", -SMALL)),
    ("W5", "a loser who wants it", changed(answers.MINIMUM_CHAIN, "outcome/allocation", {"1": "a", "2": "b", "3": None, "4": "c"})),
    ("W5", "numeric, goods swapped", changed(answers.NUMERIC, "outcome/allocation", {"1": None, "2": "b", "3": "a", "4": None})),
    ("W5", "a menu's own buyer without his good", changed(answers.PROPERTIES, "certificate/menus/3/a/allocation", {"1": "b", "2": "a", "3": None})),
    ("W6", "a pointer less", changed(answers.MINIMUM, "certificate/pointers/a", REMOVED)),
    ("W6", "a pointer at the reserve price", changed(answers.MINIMUM_TIED, "certificate/pointers", {"a": "1"})),
    ("W6", "a pointer of no good", changed(answers.MINIMUM, "certificate/pointers/z", "3")),
    ("W6", "greatest: none", changed(answers.MAXIMUM, "certificate/pointers", {})),
    ("W6", "captives: one less", changed(answers.TEST, "certificate/captives/1", REMOVED)),
    ("W6", "captives: one who demands nothing", changed(answers.TEST, "certificate/captives/3", "a")),
    ("W6", "holders: one less", changed(answers.TEST, "certificate/holders/a", REMOVED)),
    ("W7", "a buyer who does not demand it", changed(answers.MINIMUM, "certificate/pointers/b", "2")),
    ("W7", "greatest: the good itself", changed(answers.MAXIMUM, "certificate/pointers/a", "a")),
    ("W7", "greatest: a position not demanded", changed(answers.MAXIMUM, "certificate/pointers/a", None)),
    ("W7", "captives: a good not demanded", changed(answers.TEST, "certificate/captives", {"1": "a", "2": "b"})),
    ("W7", "holders: a buyer who does not demand it", changed(answers.TEST, "certificate/holders", {"a": "1", "b": "2"})),
    ("W7", "pointers of a test", changed(answers.TEST, "certificate/pointers/b", "2")),
    ("W7", "numeric, a buyer who does not demand it", changed(answers.NUMERIC, "certificate/pointers/a", "4")),
    ("W7", "numeric, a residual too small", residual(answers.NUMERIC, num(TRUE_RESIDUAL - 2 * Fraction(1, 10**25)))),
    ("W7", "numeric, no residual", residual(answers.NUMERIC, 0)),
    ("W8", "a circle", changed(answers.MINIMUM, "certificate/pointers", {"a": "2", "b": "3"})),
    ("W8", "a circle of two", changed(answers.MINIMUM_CHAIN, "certificate/pointers", {"a": "2", "b": "1", "c": "4"})),
    ("W8", "greatest: a circle", changed(answers.MAXIMUM_TWINS, "certificate/pointers", {"a": "b", "b": "a"})),
    ("W8", "a test's circle", changed(answers.TEST, "certificate/pointers", {"a": "1", "b": "3"})),
    ("W8", "numeric, a circle", changed(answers.NUMERIC, "certificate/pointers", {"a": "2", "b": "1"})),
    ("W9", "another allocation", changed(answers.MINIMUM_TIED, "outcome/allocation", {"1": "b", "2": "c", "3": "a"})),
    ("W10", "one less", all_changed(answers.MINIMUM_TIED, outcome__allocations=answers.MINIMUM_TIED["outcome"]["allocations"][:1], findings__3__number=1)),
    ("W10", "another order", changed(answers.MINIMUM_TIED, "outcome/allocations", answers.MINIMUM_TIED["outcome"]["allocations"][::-1])),
    ("W10", "one twice", changed(answers.MINIMUM_TIED, "outcome/allocations", answers.MINIMUM_TIED["outcome"]["allocations"][:1] * 2)),
    ("W10", "none", changed(answers.MINIMUM_TIED, "outcome/allocations", [])),
    ("W10", "one without a good", changed(answers.MINIMUM_TIED, "outcome/allocations/1/3", None)),
    ("W11", "another level", changed(answers.MINIMUM, "outcome/levels/1", -2)),
    ("W11", "a demand without nothing", changed(answers.TEST, "outcome/demands/3", ["a", "b"])),
    ("W11", "a demand in another order", changed(answers.TEST, "outcome/demands/1", ["b", "a"])),
    ("W11", "another net revenue", changed(answers.EFFICIENT, "outcome/net_revenue", 10)),
    ("W12", "other prices", changed(answers.TEST, "outcome/prices/a", 5)),
    ("W12", "another allocation", changed(answers.TEST, "outcome/allocation", {"1": "a", "2": "b", "3": None})),
    ("W12", "other bundles", changed(answers.EFFICIENT, "outcome/bundles/1/payment", 3)),
    ("W12", "other shares", changed(answers.EFFICIENT, "outcome/shares/a", 8)),
    ("W13", "shares of more", all_changed(answers.EFFICIENT, input__shares__a=8, outcome__shares__a=8)),
    ("W13", "better shares of more", changed(answers.INEFFICIENT, "findings/1/witness/shares/a", 100)),
    ("W14", "no goods", witness(answers.TEST_OVER, 1, goods=[], buyers=[])),
    ("W14", "as many goods as buyers", witness(answers.TEST_HIGH, 3, goods=["a"], buyers=["1", "2"])),
    ("W14", "a buyer less", witness(answers.TEST_OVER, 1, goods=["a"], buyers=["1", "2"])),
    ("W14", "a good at its reserve price", witness(answers.TEST_UNDER, 3, goods=["b", "c"], buyers=["1"])),
    ("W14", "under-demanded by as many", witness(answers.TEST_UNDER, 2, goods=["a"], buyers=["2"])),
    ("W15", "captives: a good twice", changed(answers.TEST, "certificate/captives/1", "a")),
    ("W15", "holders: a buyer twice", changed(answers.TEST, "certificate/holders/b", "1")),
    ("W16", "a good at a right price", witness(answers.TEST_UNDER, 6, good="a")),
    ("W16", "a position as good", witness(answers.TEST_UNDER, 6, buyer="2", better=None)),
    ("W16", "a forbidden good", witness(answers.TEST_LOW, 6, buyer="4", better="b")),
    ("W17", "a number less", changed(answers.EFFICIENT, "certificate/duals/buyers/2", -1)),
    ("W17", "a buyer without a good", changed(answers.PROPERTIES, "certificate/duals/buyers/3", -1)),
    ("W17", "below 0", changed(answers.EFFICIENT, "certificate/duals/goods/b", -1)),
    ("W17", "more than there is", changed(answers.EFFICIENT, "certificate/duals/buyers/3", 1)),
    ("W17", "of bids", changed(answers.BIDS, "certificate/deviating/duals/goods/a", 2)),
    ("W17", "the good to who bids less", changed(answers.BIDS, "certificate/honest/allocation", {"1": None, "2": "a"})),
    ("W18", "a worse bundle", changed(answers.INEFFICIENT, "findings/0/witness/bundles/2/payment", 10)),
    ("W18", "no more revenue", changed(answers.INEFFICIENT, "findings/0/witness/bundles/1/payment", -4)),
    ("W18", "the same bundles", changed(answers.BELOW, "outcome/dominating", {"1": {"good": "a", "payment": 4}, "2": {"good": None, "payment": 0}})),
    ("W18", "a seller with less", changed(answers.INEFFICIENT, "findings/1/witness/shares", {"a": 5, "b": "1/2"})),
    ("W19", "a good that is desirable", witness(answers.PROPERTIES_LOW, 2, buyer="1", good="b")),
    ("W19", "a buyer who pays enough", witness(answers.PROPERTIES_LOW, 6, buyer="2")),
    ("W19", "a buyer who is not subsidised", witness(answers.PROPERTIES_SUBSIDY, 6, buyer="1")),
    ("W19", "in the market that is made", witness(answers.BELOW, 1, buyer="2")),
    ("W20", "another price", changed(answers.PROPERTIES, "outcome/menus/1/a", 5)),
    ("W20", "a good less", changed(answers.PROPERTIES, "certificate/menus/1/a", REMOVED)),
    ("W21", "420 pairs", of_market(answers.PRICES_TRIED, PAIRS)),
    ("W22", "another bundle", changed(answers.PRICES_GAMED, "outcome/bundle/payment", 2)),
    ("W22", "another gain", changed(answers.PRICES_GAMED, "outcome/gain", 2)),
    ("W22", "no gain", TRUTH),
    ("W22", "no report tried", changed(answers.PRICES_GAMED, "outcome/reports", 0)),
    ("W22", "a number below 0", changed(answers.PRICES_TRIED, "outcome/reports", -1)),
    ("W22", "reports that nobody needs", changed(answers.TRUTHFUL, "outcome/reports", 1)),
    ("W22", "another honest outcome", changed(answers.BIDS, "outcome/honest/1/payment", 6)),
    ("W23", "another good", changed(answers.BELOW, "outcome/good", "b")),
    ("W23", "the other case", changed(answers.BELOW, "outcome/case", "above")),
    ("W23", "a fee", made(entry_fee=1)),
    ("W23", "a title", made(title="made")),
    ("W23", "another spelling", made(reserve_prices={"a": "2"})),
    ("W23", "other reserve prices", made(reserve_prices={"a": 3})),
    ("W23", "other seller's values", made(seller_values={"a": 5})),
    ("W23", "other buyers", made(buyers=OTHER_ALIKE[:1])),
    ("W23", "other values of one buyer", made(buyers=[OTHER_ALIKE[0], answers.LOW["buyers"][1]])),
    ("W23", "a bad", made(buyers=[buyer | {"preference": linear(a=4, b=0)} for buyer in OTHER_ALIKE])),
    ("W23", "other preferences", made(buyers=[b | {"preference": SOFT | b["preference"] | {"type": "soft-budget"}} for b in OTHER_ALIKE])),
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_is_accepted(name):
    accept(HONEST[name])


def test_every_condition_on_unit_demand_is_broken_above():
    assert broken(BROKEN, "W") == conditions("W")


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


@pytest.mark.parametrize(
    "document",
    [
        of_market(answers.MINIMUM, BUNDLES),
        of_market(BUNDLE_ANSWER, answers.RIVALS),
        changed(answers.MINIMUM, "parameters/tie_rule", "first"),
        changed(answers.MINIMUM, "parameters/tie_rule", REMOVED),
        changed(answers.MINIMUM, "certificate/rows", []),
        changed(answers.MINIMUM, "certificate/pointers", REMOVED),
        changed(answers.MINIMUM, "certificate/pointers/a", None),
        changed(answers.MINIMUM, "certificate/pointers/a", "9"),
        changed(answers.MINIMUM, "outcome/prices/b", REMOVED),
        changed(answers.MINIMUM, "outcome/prices/z", 0),
        changed(answers.MINIMUM, "outcome/prices", REMOVED),
        changed(answers.MINIMUM, "outcome/prices/a", 0.5),
        changed(answers.MINIMUM, "outcome/allocation/3", REMOVED),
        changed(answers.MINIMUM, "outcome/allocation/9", None),
        changed(answers.MINIMUM, "outcome/allocation/3", ["a"]),
        changed(answers.MINIMUM, "outcome/levels", REMOVED),
        changed(answers.MINIMUM, "outcome/allocations", []),
        changed(answers.MINIMUM, "findings/0/residual", 0),
        changed(answers.MINIMUM_TIED, "input/cap", 0),
        changed(answers.MINIMUM_TIED, "input/cap", 100_001),
        changed(answers.MINIMUM_TIED, "outcome/allocations", REMOVED),
        changed(answers.MINIMUM_TIED, "outcome/allocations/0/3", REMOVED),
        changed(answers.MINIMUM_OPEN, "certificate", answers.MINIMUM["certificate"]),
        answers.MAXIMUM | {"input": answers.MINIMUM_CAP["input"]},
        changed(answers.NUMERIC_STRICT, "input/tolerance", 0),
        changed(answers.NUMERIC, "parameters/tolerance", -1),
        changed(answers.NUMERIC, "findings/0/residual", -1),
        changed(answers.NUMERIC, "findings/0/residual", REMOVED),
        changed(answers.NUMERIC, "outcome/levels", answers.MINIMUM["outcome"]["levels"]),
        changed(answers.TEST, "input", REMOVED),
        changed(answers.TEST, "input/prices/a", -1),
        changed(answers.TEST, "input/prices/a", REMOVED),
        changed(answers.TEST, "parameters/tie_rule", "any"),
        changed(answers.TEST, "certificate/captives", REMOVED),
        changed(answers.TEST_OVER, "certificate/captives", {}),
        changed(answers.TEST_OVER, "findings/1/witness", REMOVED),
        changed(answers.TEST_OVER, "findings/1/witness/goods", ["z"]),
        changed(answers.TEST_OVER, "findings/6/witness", {"buyer": "3"}),
        changed(answers.EFFICIENT, "certificate", {}),
        changed(answers.EFFICIENT, "input/bundles/1/good", "z"),
        changed(answers.EFFICIENT, "input/shares/b", REMOVED),
        changed(answers.INEFFICIENT, "certificate", answers.EFFICIENT["certificate"]),
        changed(answers.INEFFICIENT, "findings/1/witness/net_revenue", 9),
        changed(answers.PROPERTIES, "outcome/menus", REMOVED),
        changed(answers.PROPERTIES, "findings/10/menus", REMOVED),
        changed(answers.PROPERTIES_WIDE, "outcome/menus", {"1": {}}),
        changed(answers.PRICES_GAMED, "input/samples", 0),
        changed(answers.PRICES_GAMED, "outcome/report/values/b", REMOVED),
        changed(answers.PRICES_GAMED, "outcome/report/values/a", "6"),
        changed(answers.PRICES_GAMED, "outcome/report", {"type": "quadratic-cost", "values": {"a": 1, "b": 1}, "rho": 1}),
        changed(answers.PRICES_GAMED, "certificate/deviating", REMOVED),
        changed(answers.PRICES_TRIED, "certificate/deviating", HONEST_PART),
        changed(answers.BELOW, "outcome/dominating", REMOVED),
        changed(answers.BELOW, "outcome/market/kind", "bundle"),
        changed(answers.PROPOSITION, "findings/0/by", "Proposition 2"),
        changed(answers.PROPOSITION, "outcome", answers.BELOW["outcome"]),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


def test_an_open_answer_claims_nothing_and_a_residual_above_the_tolerance_leaves_all_open():
    assert [finding["holds"] for finding in answers.NUMERIC_STRICT["findings"]] == [None, None]
    accept(
        changed(answers.MAXIMUM, "findings", [f | {"holds": None, "grade": "unproven"} for f in answers.MAXIMUM["findings"][:2]])
        | {"outcome": {}, "certificate": {}}
    )
    accept(residual(answers.NUMERIC, num(TRUE_RESIDUAL + 1), holds=None))


def test_only_what_holds_whatever_the_rounding_is_accepted():
    fine = Fraction(1, 10**26)
    accept(residual(answers.NUMERIC, num(TRUE_RESIDUAL - 9 * fine)))
    assert code_of(residual(answers.NUMERIC, num(TRUE_RESIDUAL - 11 * fine))) == "W7"
