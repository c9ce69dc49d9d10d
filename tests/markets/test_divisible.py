"""Divisible markets made in Python and read from documents: their normal form, and what is refused."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import process_time
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright import rules, solve
from marketwright.errors import InputError, MarketError, NumberError, TableError, UsageError
from marketwright.markets import (
    BundleMarket,
    DivisibleBidder,
    DivisibleMarket,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    QuadraticValues,
    UnitDemandMarket,
    Vector,
    bundle_market,
    canonical_text,
    divisible_market,
    kind_of,
    market_digest,
    market_document,
    market_from_document,
    names_of,
    net_theta,
    parse_json,
    parse_market,
    readable_text,
    unit_demand_market,
    validate_market,
    write_market,
)
from marketwright.markets.schema import market_schema
from marketwright.reports.summary import market_size
from tests.strategies import definite_matrices, divisible_markets, odd_names, plain_names, vectors

ROOT = Path(__file__).parents[2]
HEAD = {"format": "marketwright.market/1", "kind": "divisible"}
ONE, HALF, ZERO = Fraction(1), Fraction(1, 2), Fraction(0)


def quadratic(**changes: Any) -> QuadraticValues:
    parts: dict[str, Any] = {"theta": (5, 4), "matrix": ((2, 1), (1, 2)), **changes}
    return QuadraticValues(**parts)


def log_cosh(**changes: Any) -> LogCoshValues:
    parts: dict[str, Any] = {"theta": (5, 4), "matrix": ((2, 1), (1, 2)), "alpha": (1, 0), "beta": (1, 2), **changes}
    return LogCoshValues(**parts)


def exponential(**changes: Any) -> ExponentialValues:
    parts: dict[str, Any] = {"scale": (3, 4), "rate": (1, HALF), **changes}
    return ExponentialValues(**parts)


def logistic(**changes: Any) -> LogisticValues:
    parts: dict[str, Any] = {"scale": (3, 4), "rate": (1, HALF), "offset": (0, -1), **changes}
    return LogisticValues(**parts)


def market(*values: Any, **changes: Any) -> DivisibleMarket:
    """Goods milk and wood, and bidders with the values given (otherwise one)."""
    bidders = tuple(DivisibleBidder(name=name, values=value) for name, value in zip(("Ada", "Ben", "Cleo"), values or (quadratic(),), strict=False))
    parts: dict[str, Any] = {"goods": ("milk", "wood"), "quantity": (1, -1), "bidders": bidders, **changes}
    return DivisibleMarket(**parts)


def refusal(given_market: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        validate_market(given_market)
    return caught.value


def test_normal_form_has_fractions_in_tuples_and_no_endowment_of_zeros() -> None:
    valid = validate_market(market(quadratic(theta=[5, HALF], matrix=[[2, 1], (1, 2)], endowment=[0, 0]), log_cosh(endowment=[0, 3]), goods=["milk", "wood"]))
    first, second = valid.bidders[0].values, valid.bidders[1].values
    assert first == QuadraticValues(theta=(Fraction(5), HALF), matrix=((Fraction(2), ONE), (ONE, Fraction(2))))
    assert isinstance(first, QuadraticValues)
    assert [type(number) for number in (*first.theta, *first.matrix[0], *valid.quantity)] == [Fraction] * 6
    assert second.endowment == (ZERO, Fraction(3))
    assert (valid.goods, valid.quantity) == (("milk", "wood"), (ONE, -ONE))


@given(divisible_markets())
def test_normal_form_is_a_fixed_point(valid: DivisibleMarket) -> None:
    assert validate_market(valid) == valid


def test_a_market_is_exact_if_all_its_values_are_quadratic() -> None:
    assert market(quadratic(), quadratic()).is_exact
    assert not market(quadratic(), log_cosh()).is_exact
    assert not market(exponential()).is_exact


RANGES = "so that their marginal utilities have one range"
BOTH = 'packages[0] is [1, 0] for bidder "Ben", and [1, 1] for bidder "Ada"'
TOGETHER = "bidders whose marginal utilities have one range: quadratic and log-cosh values only, exponential ones only, or logistic ones only"
CORNER = "check its signs, or raise its diagonal: only with falling marginal utility is there a best bundle at all prices"
INDEPENDENT = "linearly independent packages, so that quantities of them make every bundle in exactly one way"
OWN = "correct it, or leave out packages if every good is its own"
REFUSED: dict[str, tuple[Any, str]] = {
    "no bidder": (
        market(bidders=(5,)),
        "bidders[0]: a Python int (M101); allowed: a DivisibleBidder; convert it first",
    ),
    "no values": (
        market(5),
        "bidders[0].values: a Python int (M101); allowed: one of the value classes of markets.divisible; convert it first",
    ),
    "float": (
        market(quadratic(theta=(0.5, 1))),
        "bidders[0].values.theta[0]: a Python float (M101); allowed: an exact number: an int or a Fraction; convert it first",
    ),
    "no vector": (market(quantity=5), "quantity: a Python int (M101); allowed: a list; convert it first"),
    "no row": (market(quadratic(matrix=(2, 1))), "bidders[0].values.S[0]: a Python int (M101); allowed: a list; convert it first"),
    "auctioneer": (
        market(bidders=(DivisibleBidder(name="auctioneer", values=quadratic()),)),
        'bidders[0].name: a bidder with the name "auctioneer" (M109); allowed: any other name: "auctioneer" is the auctioneer; rename the bidder',
    ),
    "bidder twice": (
        market(bidders=tuple(DivisibleBidder(name=name, values=quadratic()) for name in ("Ada", "Ben", "Ada"))),
        'bidders[2].name: the name "Ada" again, after bidders[0].name (M110); allowed: different names of bidders; rename or remove one of the two',
    ),
    "good twice": (
        market(goods=("milk", "milk")),
        'goods[1]: the name "milk" again, after goods[0] (M110); allowed: different names of goods; rename or remove one of the two',
    ),
    "no goods": (market(goods=()), "goods: an empty list (M115); allowed: one or more goods; list the goods"),
    "no bidders": (market(bidders=()), "bidders: an empty list (M115); allowed: one or more bidders; list the bidders"),
    "many goods": (market(goods=tuple(map(str, range(21)))), "goods: more than 20 goods (M116); allowed: at most 20 goods; split the market"),
    "many bidders": (
        market(bidders=tuple(DivisibleBidder(name=str(number), values=quadratic()) for number in range(1001))),
        "bidders: more than 1000 bidders (M116); allowed: at most 1000 bidders; split the market",
    ),
    "alpha below 0": (
        market(log_cosh(alpha=(0, -HALF))),
        "bidders[0].values.alpha[1]: the number -1/2 (M123); allowed: a number at least 0; choose a number in this range",
    ),
    "beta of 0": (market(log_cosh(beta=(0, 1))), "bidders[0].values.beta[0]: the number 0 (M123); allowed: a number above 0; choose a number in this range"),
    "A of 0": (market(exponential(scale=(1, 0))), "bidders[0].values.A[1]: the number 0 (M123); allowed: a number above 0; choose a number in this range"),
    "B below 0": (
        market(exponential(rate=(-1, 1))),
        "bidders[0].values.B[0]: the number -1 (M123); allowed: a number above 0; choose a number in this range",
    ),
    "logistic A": (market(logistic(scale=(1, -2))), "bidders[0].values.A[1]: the number -2 (M123); allowed: a number above 0; choose a number in this range"),
    "logistic B": (market(logistic(rate=(0, 1))), "bidders[0].values.B[0]: the number 0 (M123); allowed: a number above 0; choose a number in this range"),
    "quantity": (
        market(quantity=(1, 1, 1)),
        "quantity: 3 numbers (M127); allowed: 2, one number for each good; add or remove numbers, which stand in the order of goods",
    ),
    "theta": (
        market(quadratic(theta=(1,))),
        "bidders[0].values.theta: 1 number (M127); allowed: 2, one number for each good; add or remove numbers, which stand in the order of goods",
    ),
    "rows": (
        market(quadratic(matrix=((1, 0),))),
        "bidders[0].values.S: 1 row (M127); allowed: 2, one row for each good; add or remove rows, which stand in the order of goods",
    ),
    "row": (
        market(quadratic(matrix=((1, 0), (0, 1, 2)))),
        "bidders[0].values.S[1]: 3 numbers (M127); allowed: 2, one number for each good; add or remove numbers, which stand in the order of goods",
    ),
    "offset": (
        market(logistic(offset=())),
        "bidders[0].values.C: 0 numbers (M127); allowed: 2, one number for each package; add or remove numbers, which stand in the order of packages",
    ),
    "packages": (
        market(logistic(packages=((1, 1), (1, 0), (0, 1)))),
        "bidders[0].values.packages: 3 packages (M127); allowed: 2, one package for each good; add or remove packages",
    ),
    "package": (
        market(logistic(packages=((1, 1), (1,)))),
        "bidders[0].values.packages[1]: 1 number (M127); allowed: 2, one number for each good; add or remove numbers, which stand in the order of goods",
    ),
    "endowment": (
        market(exponential(endowment=(0,))),
        "bidders[0].values.endowment: 1 number (M127); allowed: 2, one number for each good; add or remove numbers, which stand in the order of goods",
    ),
    "not symmetric": (
        market(log_cosh(matrix=((2, HALF), (-HALF, 2)))),
        "bidders[0].values.S[0][1]: the number 1/2, and -1/2 at bidders[0].values.S[1][0] (M128); "
        "allowed: a symmetric matrix: the same number at both places; correct one of the two; their mean at both places gives the same utility",
    ),
    "not definite": (
        market(quadratic(), quadratic(matrix=((1, 2), (2, HALF)))),
        "bidders[1].values.S: the determinant of the first 2 rows and columns is -7/2 (M129); "
        f"allowed: a positive definite matrix: all leading minors above 0; {CORNER}",
    ),
    "negative diagonal": (
        market(log_cosh(matrix=((-HALF, 0), (0, 1)))),
        f"bidders[0].values.S: the first entry is -1/2 (M129); allowed: a positive definite matrix: all leading minors above 0; {CORNER}",
    ),
    "long minor": (
        market(quadratic(matrix=((10**30 - 1, 10**30), (10**30, 10**30)))),
        f"bidders[0].values.S: the determinant of the first 2 rows and columns is {-(10**30)} (M129); "
        f"allowed: a positive definite matrix: all leading minors above 0; {CORNER}",
    ),
    "very long minor": (
        market(quadratic(matrix=((1, 10**30), (10**30, 1)))),
        "bidders[0].values.S: the determinant of the first 2 rows and columns is a negative number of 61 characters (M129); "
        f"allowed: a positive definite matrix: all leading minors above 0; {CORNER}",
    ),
    "two types": (
        market(logistic(), log_cosh()),
        'bidders[1].values: log-cosh values of bidder "Ben", and logistic values of bidder "Ada" (M130); '
        f"allowed: {TOGETHER}; state all values by types of one range",
    ),
    "two types with the same packages": (
        market(exponential(), exponential(), logistic()),
        f'bidders[2].values: logistic values of bidder "Cleo", and exponential values of bidder "Ada" (M130); '
        f"allowed: {TOGETHER}; state all values by types of one range",
    ),
    "other packages": (
        market(exponential(packages=((1, 1), (0, 1))), exponential()),
        f"bidders[1].values: {BOTH} (M130); allowed: the same packages for all bidders, {RANGES}; give all bidders the same packages",
    ),
    "other packages of logistic values": (
        market(logistic(packages=((1, 1), (0, 1))), logistic(packages=((1, 0), (0, 1)))),
        f"bidders[1].values: {BOTH} (M130); allowed: the same packages for all bidders, {RANGES}; give all bidders the same packages",
    ),
    "other bounds": (
        market(logistic(), logistic(scale=(3, 5))),
        'bidders[1].values.A[1]: the bound 5 of bidder "Ben", and 4 of bidder "Ada" (M130); '
        f"allowed: the same A for all bidders, {RANGES}; give all bidders the same A",
    ),
    "dependent packages": (
        market(log_cosh(packages=((1, 2), (-HALF, -1)))),
        f"bidders[0].values.packages[1]: a combination of the packages before it (M131); allowed: {INDEPENDENT}; {OWN}",
    ),
    "package of nothing": (
        market(exponential(packages=((1, 2), (0, 0)))),
        f"bidders[0].values.packages[1]: a package of nothing (M131); allowed: {INDEPENDENT}; {OWN}",
    ),
    "title": (market(title=5), "title: a Python int (M101); allowed: a text; convert it first"),
}


@pytest.mark.parametrize(("faulty", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_faulty_market_is_refused_with_its_whole_message(faulty: Any, message: str) -> None:
    assert str(refusal(faulty)) == message


def test_long_packages_are_cut_in_messages() -> None:
    long = Fraction(1, 10**29)
    found = refusal(market(exponential(), exponential(packages=((1 + long, 1 - long), (0, 1)))))
    assert found.given == f'packages[0] is [{str(1 + long)[:60]}...] for bidder "Ben", and [1, 0] for bidder "Ada"'


@pytest.mark.parametrize(
    "values",
    [
        (quadratic(), log_cosh(packages=((1, 1), (0, 1))), log_cosh(packages=((1, -1), (0, 1)))),
        (exponential(), exponential(packages=((1, 0), (0, 1)))),
        (exponential(packages=((1, 1), (0, 1))), exponential(scale=(1, 1), packages=((1, 1), (0, 1)))),
        (logistic(), logistic(rate=(7, 7), offset=(-9, 9))),
        (log_cosh(alpha=(0, 0)), quadratic(endowment=(-7, 9))),
    ],
)
def test_bidders_with_one_range_are_accepted(values: Any) -> None:
    assert names_of(validate_market(market(*values))) == ("Ada", "Ben", "Cleo")[: len(values)]


def test_bidder_may_be_called_seller_and_buyer_auctioneer() -> None:
    sellers = market(bidders=(DivisibleBidder(name="seller", values=quadratic()),))
    assert names_of(validate_market(sellers)) == ("seller",)
    assert names_of(parse_market(b"Buyer,flat\nauctioneer,5\n", "x.csv").market) == ("auctioneer",)


def test_numbers_too_fine_together_are_refused_whoever_has_them() -> None:
    primes = (10**29 + 319, 10**29 + 379, 10**29 + 447)
    values = [quadratic(endowment=(Fraction(1, prime), 0)) for prime in primes]
    with pytest.raises(NumberError) as caught:
        validate_market(market(*values, quantity=(Fraction(1, 10**29 + 487), 0)))
    assert str(caught.value) == (
        "market: numbers with many different denominators (N105); allowed: a common denominator of at most 100 digits; round them to decimals of one length"
    )
    assert validate_market(market(*values)).bidders[2].values.endowment == (Fraction(1, primes[2]), 0)


def test_a_thousand_bidders_are_read_and_checked_in_seconds() -> None:
    count = 4
    rows = [[6 if row == column else "1/3" for column in range(count)] for row in range(count)]
    bidders = [{"name": str(number), "values": {"type": "quadratic", "theta": [number] * count, "S": rows}} for number in range(1000)]
    begin = process_time()
    market_from_document(HEAD | {"goods": list("ABCD"), "quantity": [1] * count, "bidders": bidders})
    assert process_time() - begin < 5


def dot(one: Vector, other: Vector) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), ZERO)


def formula(values: QuadraticValues, held: Vector) -> Fraction:
    """theta . q - q'Sq / 2, of what is held."""
    return dot(values.theta, held) - dot(held, tuple(dot(row, held) for row in values.matrix)) / 2


def test_example_1_bidder_3_has_a_net_theta_of_2() -> None:
    assert net_theta(QuadraticValues(theta=(Fraction(5),), matrix=((ONE,),), endowment=(Fraction(3),))) == (Fraction(2),)
    assert net_theta(QuadraticValues(theta=(Fraction(5),), matrix=((ONE,),))) == (Fraction(5),)


@given(st.integers(1, 3).flatmap(lambda count: st.tuples(vectors(count), definite_matrices(count), vectors(count), vectors(count))))
def test_net_theta_is_all_that_matters_of_an_endowment(drawn: tuple[Vector, Any, Vector, Vector]) -> None:
    theta, matrix, endowment, bundle = drawn
    owner = QuadraticValues(theta=theta, matrix=matrix, endowment=endowment)
    gained = formula(owner, tuple(held + got for held, got in zip(endowment, bundle, strict=True))) - formula(owner, endowment)
    assert gained == formula(QuadraticValues(theta=net_theta(owner), matrix=matrix), bundle)


DOCUMENT = """
{"kind": "divisible", "format": "marketwright.market/1", "goods": ["b", "a"], "quantity": [-0, "-4/8"],
 "bidders": [{"name": "1", "values": {"type": "quadratic", "S": [[1.50, 0], ["-0", 2.0]], "theta": ["4/2", 12], "endowment": [0, "0.0"]}},
             {"name": "2", "values": {"type": "log-cosh", "theta": [1, 1], "S": [[1, 0], [0, 1]], "alpha": [0, 1], "beta": [0.5, 1],
                                      "packages": [[1, 0], [0, 1]], "endowment": [0, "0.50"]}}]}
"""
CANONICAL = (
    '{"bidders":[{"name":"1","values":{"S":[["3/2",0],[0,2]],"theta":[2,12],"type":"quadratic"}},'
    '{"name":"2","values":{"S":[[1,0],[0,1]],"alpha":[0,1],"beta":["1/2",1],"endowment":[0,"1/2"],"packages":[[1,0],[0,1]],"theta":[1,1],"type":"log-cosh"}}],'
    '"format":"marketwright.market/1","goods":["b","a"],"kind":"divisible","quantity":[0,"-1/2"]}'
)


def test_canonical_text_has_canonical_numbers_and_no_endowment_of_zeros() -> None:
    read = market_from_document(parse_json(DOCUMENT.encode(), "test"))
    assert canonical_text(market_document(read)) == CANONICAL
    assert market_digest(read) == market_digest(market_from_document(json.loads(CANONICAL)))


def test_digest_tells_markets_apart_by_every_part() -> None:
    whole = market(log_cosh(packages=((1, 1), (0, 1)), endowment=(1, 0)), quadratic())
    changed = [
        whole,
        replace(whole, quantity=(1, 1)),  # type: ignore[arg-type]
        replace(whole, goods=("wood", "milk")),
        replace(whole, title="t"),
        replace(whole, source="s"),
        replace(whole, bidders=whole.bidders[:1]),
        market(log_cosh(endowment=(1, 0)), quadratic()),
        market(log_cosh(packages=((1, 1), (0, 1))), quadratic()),
        market(exponential()),
        market(logistic()),
        market(logistic(offset=(0, 0))),
    ]
    assert len({market_digest(validate_market(one)) for one in changed}) == len(changed)


@given(divisible_markets(names=plain_names | odd_names))
def test_every_market_survives_its_document(valid: DivisibleMarket) -> None:
    spelled = market_document(valid)
    for read in (
        market_from_document(spelled),
        market_from_document(parse_json(canonical_text(spelled).encode(), "test")),
        market_from_document(json.loads(canonical_text(spelled))),
        parse_market(readable_text(spelled).encode(), "test.json").market,
    ):
        assert read == valid
        assert market_digest(read) == market_digest(valid)


@given(divisible_markets(names=plain_names | odd_names))
def test_schema_accepts_every_document(valid: DivisibleMarket) -> None:
    jsonschema.Draft202012Validator(market_schema()).validate(json.loads(canonical_text(market_document(valid))))


def test_the_example_of_the_format_page_is_read_and_satisfies_the_schema() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "formats" / "divisible.md").read_text("utf-8"), re.DOTALL)
    read = parse_market(block.encode(), "page.json").market
    assert isinstance(read, DivisibleMarket)
    assert [(bidder.name, net_theta(bidder.values)) for bidder in read.bidders if isinstance(bidder.values, QuadraticValues)] == [
        ("1", (Fraction(4),)),
        ("2", (Fraction(4),)),
        ("3", (Fraction(2),)),
    ]
    assert read.is_exact
    jsonschema.Draft202012Validator(market_schema()).validate(json.loads(block))


@pytest.mark.parametrize(
    ("values", "code", "end"),
    [
        ({"type": "Quadratic"}, "M107", 'did you mean "quadratic"?'),
        ({"type": "log cosh"}, "M107", 'did you mean "log-cosh"?'),
        ({"type": "xor"}, "M107", "choose one of them"),
        ({"type": "quadratic", "Theta": [1]}, "M103", 'did you mean "theta"?'),
        ({"type": "exponential", "A": [1], "b": [1]}, "M103", 'did you mean "B"?'),
        ({"type": "exponential", "A": [1], "B": [1], "C": [1]}, "M103", "remove it"),
        ({"type": "quadratic", "theta": [1], "S": [[1]], "packages": None}, "M103", "remove it"),
        ({"type": "exponential", "A": [1], "B": [1], "packages": None}, "M101", "leave it out"),
    ],
)
def test_faulty_values_get_the_nearest_remedy(values: Any, code: str, end: str) -> None:
    with pytest.raises(MarketError) as caught:
        market_from_document(HEAD | {"goods": ["A"], "quantity": [1], "bidders": [{"name": "1", "values": values}]})
    assert (caught.value.code, caught.value.remedy) == (code, end)


def test_what_knows_one_kind_only_refuses_the_others() -> None:
    divisible, bundle = validate_market(market()), BundleMarket(goods=("A",), buyers=())
    assert divisible_market(divisible) is divisible
    assert (kind_of(divisible), kind_of(bundle), kind_of(UnitDemandMarket(goods=(), buyers=()))) == ("divisible", "bundle", "unit-demand")
    remedy = "`marketwright rules` shows which rules answer which kind"
    for asked, given_market, kinds in (
        (bundle_market, divisible, ("divisible", "bundle")),
        (unit_demand_market, divisible, ("divisible", "unit-demand")),
        (divisible_market, bundle, ("bundle", "divisible")),
    ):
        with pytest.raises(UsageError) as caught:
            asked(given_market)
        assert str(caught.value) == f"market: a market of the kind {kinds[0]} (U116); allowed: markets of the kind {kinds[1]}; {remedy}"


@pytest.mark.parametrize("rule", [rule.id for rule in rules.RULES if rule.kind != "divisible"])
def test_rules_of_other_kinds_refuse_a_divisible_market(rule: str) -> None:
    with pytest.raises(UsageError) as caught:
        solve(market(), rule)
    assert (caught.value.code, caught.value.given) == ("U116", "a market of the kind divisible")


def test_only_json_holds_a_divisible_market(tmp_path: Path) -> None:
    assert write_market(market(), tmp_path / "market.json") == ()
    assert parse_market((tmp_path / "market.json").read_bytes(), "market.json").market == validate_market(market())
    remedy = "write a market document (.market.json) instead"
    for name, held in (
        ("market.txt", "kind bundle in a CATS file"),
        ("market.csv", "kinds bundle and unit-demand in a table"),
        ("market.wide.csv", "kinds bundle and unit-demand in a table"),
    ):
        with pytest.raises(TableError) as caught:
            write_market(market(), tmp_path / name)
        assert str(caught.value) == f"kind: a market of the kind divisible (T112); allowed: markets of the {held}; {remedy}"
    assert [path.name for path in tmp_path.iterdir()] == ["market.json"]


def test_the_size_of_a_divisible_market_counts_bidders() -> None:
    assert market_size(market(quadratic(), quadratic())) == "2 bidders, 2 goods"
