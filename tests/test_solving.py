"""The one road to an answer."""

from fractions import Fraction
from pathlib import Path

import pytest

import marketcheck
from marketwright import Bid, BundleMarket, Buyer, QuasilinearPreference, UnitDemandBuyer, UnitDemandMarket, XorValues, solve
from marketwright.answers import answer_document
from marketwright.errors import MarketError, NumberError, SecondInputError, UsageError
from marketwright.markets import canonical_text, read_market
from marketwright.questions import Limits


def one_bid(name, bundle, value):
    return Buyer(name=name, values=XorValues(bids=(Bid(bundle=tuple(bundle), value=Fraction(value)),)))


MARKET = BundleMarket(goods=("A", "B"), buyers=(one_bid("Ada", "AB", 7), one_bid("Ben", "A", 4), one_bid("Cleo", "B", 4)))


def test_an_answer_is_accepted_by_the_checker_as_a_document_on_its_own():
    verdict = marketcheck.check(canonical_text(answer_document(solve(MARKET, "vickrey"))))
    assert isinstance(verdict, marketcheck.Accepted)
    assert verdict.rule == "vickrey"


def test_an_answer_without_its_market_is_accepted_beside_it():
    answer = solve(MARKET, "efficient")
    text = canonical_text(answer_document(answer, embed_market=False))
    assert '"market":' not in text
    assert isinstance(marketcheck.check(text, canonical_text(answer.market)), marketcheck.Accepted)


def test_a_check_beyond_its_budget_is_undecided_and_says_so():
    answer = solve(MARKET, "efficient", check_steps=1)
    assert answer.checked == "undecided"
    assert answer_document(answer)["checked"] == "undecided"
    assert answer.outcome["welfare"] == 8


def test_a_search_without_time_returns_what_is_proven():
    answer = solve(MARKET, "efficient", limits=Limits(seconds=0.0))
    finding = answer.finding("efficient")
    assert (finding.holds, finding.grade) == (None, "bounded")
    assert answer.outcome["welfare"] <= 8 <= finding.details["at_most"]
    assert not answer.complete


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("vickery", "rule: 'vickery' (U101); allowed: a rule that `marketwright rules` lists; did you mean vickrey?"),
        ("x", "rule: 'x' (U101); allowed: a rule that `marketwright rules` lists; choose one of these"),
    ],
)
def test_an_unknown_rule_is_refused_with_the_nearest_one(rule, message):
    with pytest.raises(UsageError) as caught:
        solve(MARKET, rule)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rule": "efficient", "tie_rule": "coin"}, "U103"),
        ({"rule": "properties", "tie_rule": "any"}, "U103"),
        ({"rule": "efficient", "input": {"payoffs": {}}}, "U102"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(options, code):
    with pytest.raises(UsageError) as caught:
        solve(MARKET, **options)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("payoffs", "code"),
    [
        (None, "I101"),
        ({"Ada": 0, "Ben": 0}, "I102"),
        ({"Ada": 0, "Ben": 0, "Cleo": 0, "Dora": 1}, "I103"),
        ({"Ada": 0, "Ben": 0, "Cleo": 0.5}, "I104"),
        ([0, 0, 0], "I104"),
    ],
)
def test_payoffs_that_do_not_fit_the_market_are_refused(payoffs, code):
    with pytest.raises(SecondInputError) as caught:
        solve(MARKET, "core-test", input=None if payoffs is None else {"payoffs": payoffs})
    assert caught.value.code == code


def test_a_market_made_in_python_is_validated():
    with pytest.raises(MarketError):
        solve(BundleMarket(goods=("A", "A"), buyers=MARKET.buyers), "efficient")


def test_lexicographic_is_refused_for_large_markets():
    goods = tuple(f"good {number}" for number in range(40))
    market = BundleMarket(goods=goods, buyers=(one_bid("Ada", goods, 1), one_bid("Ben", goods[:1], 1)))
    assert solve(market, "efficient").parameters == {"tie_rule": "any"}
    with pytest.raises(UsageError) as caught:
        solve(market, "efficient", tie_rule="lexicographic")
    assert str(caught.value) == "tie rule lexicographic: 2 buyers and 40 goods (U104); allowed: (buyers + 1)^goods up to 10^9; use the tie rule any"


def test_equal_bids_are_decided_by_the_order_of_buyers():
    market = BundleMarket(goods=("A",), buyers=(one_bid("Ada", "A", 5), one_bid("Ben", "A", 5)))
    answer = solve(market, "vickrey")
    assert answer.outcome["allocation"] == {"Ada": ["A"], "Ben": []}
    assert answer.outcome["payments"] == {"Ada": 5, "Ben": 0}
    assert answer.parameters == {"tie_rule": "lexicographic"}
    assert answer.finding("selected").holds is True


def test_values_with_absurdly_many_denominators_are_refused_with_a_remedy():
    large = [10**29 + offset for offset in (1, 3, 7, 9, 13)]
    bids = tuple(Bid(bundle=("A",), value=Fraction(1, denominator)) for denominator in large)
    with pytest.raises(NumberError) as caught:
        solve(BundleMarket(goods=("A",), buyers=(Buyer(name="Ada", values=XorValues(bids=bids)),)), "efficient")
    assert (caught.value.code, caught.value.place, caught.value.remedy) == ("N105", "values", "round them to decimals of one length")


def test_payoffs_with_fine_denominators_are_tested_exactly():
    payoffs = {"Ada": 0, "Ben": "7/1000000007", "Cleo": "1/999999999999999999989"}
    assert solve(MARKET, "core-test", input={"payoffs": payoffs}).finding("core").holds is True


CLOSED = Path(__file__).parents[1] / "examples" / "value-types" / "table-with-free-disposal.market.json"


@pytest.mark.parametrize("rule", ["efficient", "properties", "gamma/construct", "prices/eff"])
def test_an_answer_says_whose_table_closing_changed(rule):
    answer = solve(read_market(CLOSED).market, rule)
    document = answer_document(answer)
    assert answer.closed == ("small flat",)
    assert document["closed"] == ["small flat"]
    silent = {key: part for key, part in document.items() if key != "closed"}
    for corrupted in (silent, document | {"closed": ["small flat", "hall"]}):
        verdict = marketcheck.check(canonical_text(corrupted))
        assert isinstance(verdict, marketcheck.Rejected)
        assert verdict.code == "O7"


def test_an_answer_about_monotone_tables_says_nothing_of_closing():
    assert "closed" not in answer_document(solve(MARKET, "efficient"))


def test_a_market_of_another_kind_is_refused_before_its_second_input_is_read():
    market = UnitDemandMarket(goods=("house",), buyers=(UnitDemandBuyer(name="Ada", preference=QuasilinearPreference(values={"house": Fraction(3)})),))
    with pytest.raises(UsageError) as caught:
        solve(market, "core-test")
    assert str(caught.value) == (
        "market: a market of the kind unit-demand (U116); allowed: markets of the kind bundle; `marketwright rules` shows which rules answer which kind"
    )
    assert caught.value.exit_code == 2
