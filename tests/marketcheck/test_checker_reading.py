"""What the checker can read: JSON, numbers, markets, answers."""

import copy
import hashlib
import json

import pytest

from marketcheck import Accepted, Undecided, Unreadable, check
from marketcheck.documents import canonical_integer, number, parse
from marketcheck.market import market_from, market_from_text

MARKET = {
    "format": "marketwright.market/1",
    "kind": "bundle",
    "title": "One good, „Ä“",
    "goods": ["A"],
    "buyers": [
        {"name": "1", "values": {"type": "xor", "bids": [{"bundle": ["A"], "value": "7/2"}]}},
        {"name": "2", "values": {"type": "additive", "values": {"A": 3}}},
    ],
}


def canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: object) -> str:
    return "sha256:" + hashlib.sha256(canonical(document).encode()).hexdigest()


ANSWER = {
    "format": "marketwright.answer/1",
    "market_digest": digest(MARKET),
    "rule": "efficient",
    "parameters": {"tie_rule": "any"},
    "versions": {"by hand": "1"},
    "outcome": {"allocation": {"1": ["A"], "2": []}, "welfare": "7/2"},
    "findings": [{"claim": "efficient", "holds": True, "grade": "proved"}],
    "certificate": {"rows": [], "uses": [0], "bound": {"unit": 2, "nodes": [[[0, 7]]]}},
}


def changed(document: dict, *path: object, to: object) -> dict:
    result = copy.deepcopy(document)
    node = result
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return result


def refusal(answer_text: str, market_text: str | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        check(answer_text, market_text or canonical(MARKET))
    return caught.value.code


def market_refusal(document: object) -> str:
    with pytest.raises(Unreadable) as caught:
        market_from_text(json.dumps(document))
    return caught.value.code


def values(**valuation: object) -> dict:
    return changed(MARKET, "buyers", 0, "values", to=valuation)


def test_the_answer_is_accepted_with_its_market_beside_it_or_inside():
    assert isinstance(check(json.dumps(ANSWER), json.dumps(MARKET)), Accepted)
    assert isinstance(check(json.dumps(ANSWER | {"market": MARKET})), Accepted)


def test_the_spelling_of_a_market_file_does_not_matter():
    spelled = json.dumps(MARKET, indent=2).replace('"7/2"', "3.50").replace(" 3\n", ' "3.0"\n')
    assert "3.50" in spelled
    assert '"3.0"' in spelled
    assert market_from_text(spelled).canonical == canonical(MARKET)


def test_bundles_are_put_in_the_order_of_the_goods():
    market = {
        **MARKET,
        "goods": ["B", "A"],
        "buyers": [{"name": "1", "values": {"type": "xor", "bids": []}}],
    }
    bid = [{"bundle": ["A", "B"], "value": 1}]
    read = market_from(changed(market, "buyers", 0, "values", "bids", to=bid))
    bid[0]["bundle"] = ["B", "A"]
    assert read.canonical == canonical(changed(market, "buyers", 0, "values", "bids", to=bid))


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("", "json"),
        ("{", "json"),
        ("[1, 2] 3", "json"),
        ("\ufeff{}", "json"),
        ('{"a": 1, "a": 1}', "duplicate"),
        ('{"b": {"a": 1, "a": 2}}', "duplicate"),
        ("[NaN]", "number"),
        ("[-Infinity]", "number"),
        ("[-0]", "number"),
        ("[1.0]", "number"),
        ("[1e3]", "number"),
        ("[01]", "json"),
        ("[" + "1" * 4_001 + "]", "number"),
        ("[" * 100_000 + "]" * 100_000, "depth"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "depth"),
        ('["\\ud800"]', "json"),
        ('["\ud800"]', "json"),
        ('["\n"]', "json"),
    ],
)
def test_text_that_is_no_answer_is_unreadable(spelling, code):
    with pytest.raises(Unreadable) as caught:
        parse(spelling, canonical_integer)
    assert caught.value.code == code
    assert refusal(spelling) == code


def test_nesting_beyond_that_of_an_answer_is_unreadable():
    assert refusal("[" * 33 + "]" * 33) == "type"
    assert refusal(json.dumps(ANSWER).replace('"1"', "[" * 33 + "]" * 33, 1)) == "type"


@pytest.mark.parametrize("value", [0, -3, "1/2", "-7/3", 10**3999])
def test_a_canonical_number_is_read(value):
    assert number(value, "here") * 6 == 6 * number(value, "here")


@pytest.mark.parametrize(
    "value",
    [
        *("4/2", "3/1", "0/5", "1/0", "-0", "12", "1.5", "01/2", "1/02", "+1/2", " 1/2", "1/-2"),
        *("\u0661/2", "1_0/3", "1/2\n", "1" * 4_000 + "/3", True, None, [], 1.5),
    ],
)
def test_a_number_that_is_not_canonical_is_unreadable(value):
    with pytest.raises(Unreadable):
        number(value, "here")


@pytest.mark.parametrize("key", sorted(ANSWER))
def test_every_key_of_an_answer_is_needed(key):
    assert refusal(json.dumps({k: v for k, v in ANSWER.items() if k != key})) == "keys"


@pytest.mark.parametrize(
    ("path", "to", "code"),
    [
        (["note"], 1, "keys"),
        (["input"], {}, "keys"),
        (["format"], "marketwright.answer/2", "choice"),
        (["rule"], "best", "choice"),
        (["rule"], 1, "choice"),
        (["market_digest"], None, "type"),
        (["checked"], "rejected", "choice"),
        (["checked"], [], "choice"),
        (["parameters", "tie_rule"], "first", "choice"),
        (["parameters", "seed"], 1, "keys"),
        (["parameters"], {}, "keys"),
        (["versions", "by hand"], 1, "type"),
        (["versions"], [], "type"),
        (["outcome", "note"], 1, "keys"),
        (["outcome"], {"welfare": "7/2"}, "keys"),
        (["outcome", "allocation", "3"], [], "keys"),
        (["outcome", "welfare"], "14/4", "number"),
        (["outcome", "welfare"], True, "number"),
        (["findings"], {}, "type"),
        (["findings", 0, "grade"], "sure", "choice"),
        (["findings", 0, "holds"], 1, "choice"),
        (["findings", 0, "holds"], "true", "choice"),
        (["findings", 0, "note"], "", "keys"),
        (["findings", 0, "witness"], {}, "keys"),
        (["certificate"], [], "type"),
        (["certificate", "core"], {}, "keys"),
        (["certificate", "rows"], {}, "type"),
        (["certificate", "rows"], [[]], "type"),
        (["certificate", "rows"], [{}], "keys"),
        (["certificate", "rows"], [{"clique": [], "chvatal_gomory": []}], "keys"),
        (["certificate", "rows"], [{"clique": [True]}], "type"),
        (["certificate", "rows"], [{"chvatal_gomory": [[0]]}], "type"),
        (["certificate", "rows"], [{"chvatal_gomory": [[0, "2/4"]]}], "number"),
        (["certificate", "uses"], [False], "type"),
        (["certificate", "uses"], ["0"], "type"),
        (["certificate", "bound"], None, "type"),
        (["certificate", "bound", "unit"], True, "type"),
        (["certificate", "bound", "unit"], "1/2", "type"),
        (["certificate", "bound", "nodes"], 0, "type"),
        (["certificate", "bound", "nodes"], [True], "type"),
        (["certificate", "bound", "nodes"], [None], "type"),
        (["certificate", "bound", "nodes"], [[0, 7]], "type"),
        (["certificate", "bound", "nodes"], [[[0, 7, 1]]], "type"),
        (["certificate", "bound", "nodes"], [[[0, True]]], "type"),
        (["certificate", "bound", "nodes"], [[[0, "7/2"]]], "type"),
        (["certificate", "bound", "nodes"], [[[False, 7]]], "type"),
    ],
)
def test_an_answer_of_another_form_is_unreadable(path, to, code):
    assert refusal(json.dumps(changed(ANSWER, *path, to=to))) == code


@pytest.mark.parametrize("to", [{"value": 1}, {"value": "7/2", "bundle": []}, {"value": "7/2", "bundle": ["A", "A"]}])
def test_a_bid_needs_different_goods(to):
    document = values(type="xor", bids=[to])
    assert market_refusal(document) in ("keys", "market")


@pytest.mark.parametrize(
    ("path", "to", "code"),
    [
        (["format"], "marketwright.market/2", "choice"),
        (["kind"], "divisible", "choice"),
        (["note"], "", "keys"),
        (["title"], 1, "type"),
        (["goods"], [], "name"),
        (["goods"], ["A", "A"], "name"),
        (["goods"], ["A", " B"], "name"),
        (["goods"], ["A", ""], "name"),
        (["goods"], ["A", "B\u0085C"], "name"),
        (["goods"], ["A", "B" * 201], "name"),
        (["buyers"], [], "name"),
        (["buyers", 1, "name"], "1", "name"),
        (["buyers", 1, "name"], "seller", "market"),
        (["buyers", 1, "note"], "", "keys"),
        (["buyers", 1, "values", "values", "B"], 1, "market"),
        (["buyers", 1, "values", "values", "A"], -1, "number"),
        (["buyers", 1, "values", "values", "A"], 10**30 + 1, "number"),
        (["buyers", 1, "values", "values", "A"], "1." + "0" * 63, "number"),
        (["buyers", 1, "values", "values", "A"], "1e3", "number"),
        (["buyers", 1, "values", "values", "A"], "1/0", "number"),
        (["buyers", 1, "values", "values", "A"], True, "type"),
        (["buyers", 1, "values", "values", "A"], None, "type"),
        (["buyers", 0, "values", "free_disposal"], True, "keys"),
        (["buyers", 0, "values", "type"], "sum", "choice"),
        (["buyers", 0, "values", "bids"], {}, "type"),
        (["buyers", 0, "values", "bids", 0, "bundle"], ["B"], "market"),
        (["reserve_prices"], {"A": -1}, "number"),
        (["reserve_prices"], {"B": 1}, "market"),
        (["reserve_prices"], {}, "market"),
    ],
)
def test_a_market_of_another_form_is_unreadable(path, to, code):
    assert market_refusal(changed(MARKET, *path, to=to)) == code


def test_an_exponent_costs_no_time():
    spelled = canonical(MARKET).replace('"7/2"', "1e30000000")
    assert refusal(json.dumps(ANSWER), spelled) == "number"


TWO_GOODS = {**MARKET, "goods": ["A", "B"], "buyers": MARKET["buyers"][1:]}


def table(free_disposal: bool | None = None, **worths: int) -> dict:
    bids = [{"bundle": list(goods), "value": worth} for goods, worth in worths.items()]
    extra = {} if free_disposal is None else {"free_disposal": free_disposal}
    return changed(TWO_GOODS, "buyers", 0, "values", to={"type": "table", "bids": bids, **extra})


def test_a_monotone_table_is_read_as_it_stands():
    market = market_from(table(A=1, B=2, AB=2))
    assert (len(market.atoms), market.valuations[0].closed) == (3, False)


def test_a_table_that_is_not_monotone_is_closed_only_on_request():
    assert market_refusal(table(A=3, B=2, AB=2)) == "market"
    assert market_refusal(table(False, A=1, B=2, AB=2)) == "choice"
    assert market_from(table(True, A=3, B=2, AB=2)).valuations[0].closed
    assert not market_from(table(True, A=1, B=2, AB=2)).valuations[0].closed


def test_a_table_has_every_bundle_once():
    assert market_refusal(table(A=1, B=2)) == "market"
    assert market_refusal(table(A=1, B=2, AB=2, BA=2)) == "market"


def test_the_empty_bundle_of_a_table_is_worth_nothing():
    worths = [{"bundle": list(goods), "value": 2} for goods in ("A", "B", "AB")]
    for worth, readable in ((0, True), (1, False)):
        bids = [*worths, {"bundle": [], "value": worth}]
        document = changed(TWO_GOODS, "buyers", 0, "values", to={"type": "table", "bids": bids})
        if readable:
            assert len(market_from(document).atoms) == 3
        else:
            assert market_refusal(document) == "market"


def test_empty_groups_are_refused():
    assert market_refusal(values(type="or-of-xor", groups=[[]])) == "market"
    assert market_refusal(values(type="assignment", positions=[{}])) == "market"


def test_atoms_are_numbered_buyer_by_buyer_and_the_seller_is_last():
    market = market_from(
        {
            "format": "marketwright.market/1",
            "kind": "bundle",
            "goods": ["A", "B"],
            "buyers": [
                {"name": "1", "values": {"type": "additive", "values": {"B": 2, "A": 1}}},
                {"name": "2", "values": {"type": "assignment", "positions": [{"B": 3}, {"A": 4}]}},
                {"name": "3", "values": {"type": "unit-demand", "values": {"B": 6, "A": 5}}},
            ],
            "reserve_prices": {"B": 8, "A": 7},
        }
    )
    assert [(a.owner, a.group, a.bundle, int(a.value)) for a in market.atoms] == [
        (0, 0, {0}, 1),
        (0, 1, {1}, 2),
        (1, 2, {1}, 3),
        (1, 3, {0}, 4),
        (2, 4, {0}, 5),
        (2, 4, {1}, 6),
        (3, 5, {0}, 7),
        (3, 6, {1}, 8),
    ]


def test_an_embedded_market_is_in_canonical_form():
    for path, to in [
        (("buyers", 0, "values", "bids", 0, "value"), "3.5"),
        (("buyers", 1, "values", "values", "A"), "3"),
    ]:
        assert refusal(json.dumps(ANSWER | {"market": changed(MARKET, *path, to=to)})) == "market"


@pytest.mark.parametrize("word", ["accepted", "undecided"])
def test_what_an_answer_says_of_its_own_check_changes_nothing(word):
    assert isinstance(check(json.dumps(ANSWER | {"checked": word}), json.dumps(MARKET)), Accepted)


def test_an_answer_without_a_market_asks_for_it():
    with pytest.raises(Unreadable, match="names its market by digest only"):
        check(json.dumps(ANSWER))


def test_a_cats_file_is_no_market_document():
    with pytest.raises(Unreadable, match="reads no CATS and no CSV files"):
        check(json.dumps(ANSWER), "goods 1\nbids 1\ndummy 0\n\n0\t3\t0\t#\n")


def test_long_numbers_count_in_the_estimate():
    plain = check(json.dumps(ANSWER), json.dumps(MARKET))
    price = [[[0, 7 * 10**3999]]]
    bound = {"unit": 2 * 10**3999, "nodes": price}
    long = check(json.dumps(changed(ANSWER, "certificate", "bound", to=bound)), json.dumps(MARKET))
    assert isinstance(plain, Accepted)
    assert isinstance(long, Accepted)
    assert long.steps > 5 * plain.steps


def test_a_chain_of_rounded_rows_is_undecided_rather_than_endless():
    rows = [{"chvatal_gomory": [[0, 10**3999]]}]
    rows += [{"chvatal_gomory": [[r, 10**3999]]} for r in range(1, 1_000)]
    document = json.dumps(changed(ANSWER, "certificate", "rows", to=rows))
    assert isinstance(check(document, json.dumps(MARKET), limit=1_000_000), Undecided)


def steps(document: dict, market: dict, escape: bool = False) -> int:
    """The estimate for an answer, whose fractions are spelled with escapes if asked for."""
    text = json.dumps(document)
    verdict = check(text.replace("/", "\\u002f").replace("12345", "\\u00312345") if escape else text, json.dumps(market), limit=0)
    assert isinstance(verdict, Undecided)
    return verdict.steps_needed


def test_escapes_do_not_hide_long_numbers_from_the_estimate():
    long = "12345" * 300
    payoffs = {"1": f"1/{long}", "2": 0}
    answer = ANSWER | {"rule": "core-test", "input": {"format": "marketwright.input/1", "payoffs": payoffs}}
    answer["outcome"] = ANSWER["outcome"] | {"payoffs": payoffs | {"seller": 0}}
    answer["findings"] = [*ANSWER["findings"], {"claim": "core", "holds": None, "grade": "unproven"}]
    plain = steps(answer, MARKET)
    assert plain > 10 * steps(ANSWER, MARKET)
    assert 0.9 * plain < steps(answer, MARKET, escape=True) < 1.1 * plain


def test_refutations_on_tables_of_sets_are_part_of_the_estimate():
    goods = [f"g{number}" for number in range(16)]
    values = {"type": "or", "bids": [{"bundle": ["g0", "g1"], "value": 4}, {"bundle": ["g2"], "value": 0}]}
    market = {"format": "marketwright.market/1", "kind": "bundle", "goods": goods, "buyers": [{"name": "z", "values": values}]}
    ones = dict.fromkeys(goods, 1)
    witnesses = [{"bundle": [], "goods": ["g0", "g1"]}, {"prices": ones, "raised": ones | {"g1": 10}, "bundle": ["g0", "g1"]}]
    claims = [
        {"claim": claim, "holds": False, "grade": "proved", "witness": w} for claim, w in zip(("submodular", "gross-substitutes"), witnesses, strict=True)
    ]
    named = [finding | {"buyer": "z"} for finding in ({"claim": "monotone", "holds": True, "grade": "recomputed"}, *claims)]
    answer = {
        "format": "marketwright.answer/1",
        "market_digest": digest(market),
        "rule": "properties",
        "parameters": {},
        "versions": {},
        "outcome": {"valuations": {"z": {"type": "or", "atoms": 2}}},
        "findings": [*named, {"claim": "buyers-submodular", "holds": None, "grade": "unproven"}],
        "certificate": {"rows": []},
    }
    assert isinstance(check(json.dumps(answer), json.dumps(market)), Accepted)
    assert steps(answer, market) > 10_000_000
