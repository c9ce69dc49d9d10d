"""The rule `walrasian/manipulate`: misreports that gain, by hand and against brute force; the same search for a user's rule."""

from collections import Counter
from fractions import Fraction

import pytest

from marketwright import QuasilinearPreference, solve
from marketwright.errors import UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.walrasian.manipulation import MOST_PAIRS, Manipulation, search
from tests.walrasian.cases import ask, bundles, market, quasilinear, random_markets, verdicts
from tests.walrasian_markets import written
from tests.walrasian_oracle import Market

TEN = market((10,))


@pytest.mark.parametrize("against", ["maximum", "pay-as-bid"])
def test_a_single_buyer_pays_less_by_claiming_less(against):
    answer = ask(TEN, "manipulate", against=against)
    outcome = answer["outcome"]
    assert outcome["honest"] == bundles(("a", 10))
    claimed = Fraction(outcome["report"]["values"]["a"])
    assert outcome["bundle"]["good"] == "a"
    assert Fraction(outcome["bundle"]["payment"]) == claimed == 10 - Fraction(outcome["gain"])
    assert (verdicts(answer), answer["parameters"]) == ({"manipulable": True}, {"against": against, "samples": 200, "seed": 0})


def test_nothing_is_tried_against_the_least_prices():
    answer = ask(market((7, 4), (9, 5)), "manipulate", against="minimum", samples=5)
    assert (verdicts(answer), answer["outcome"]["reports"]) == ({"manipulable": False}, 0)
    assert answer["outcome"]["honest"] == bundles(("b", 0), ("a", 3))
    assert set(answer["certificate"]) == {"honest"}


def test_where_least_and_greatest_prices_are_the_same_no_report_gains():
    answer = ask(market((7,), (7,)), "manipulate", against="maximum", samples=60)
    assert (verdicts(answer), answer["outcome"]["reports"]) == ({"manipulable": None}, 60)


def test_a_buyer_who_pays_as_he_bids_pays_the_fee_besides():
    for fee in (3, -2):
        honest = ask(market((10,), (4,), entry_fee=fee), "manipulate", against="pay-as-bid", samples=1)["outcome"]["honest"]
        assert honest == bundles(("a", 10 + fee), (None, fee))


def test_a_bid_is_worth_its_price_with_the_fee_also_with_an_income_effect():
    """Value 10, budget 12, steepness 4: with the fee 5 he is as well off at 5 without as at 12.75 with the good, with the fee -2 at 8."""
    soft = {"type": "soft-budget", "values": {"a": 10}, "budget": 12, "steepness": 4}
    for fee, payment in ((5, "51/4"), (-2, 8)):
        document = market(soft, (4,), goods="a", entry_fee=fee)
        answer = ask(document, "manipulate", against="pay-as-bid", samples=1)
        assert answer["outcome"]["honest"] == bundles(("a", payment), (None, fee))
        assert [level_of(Market(document), buyer, answer["outcome"]["honest"][str(buyer + 1)]) for buyer in (0, 1)] == [fee, fee]
        gained = ask(document, "manipulate", against="pay-as-bid")["outcome"]
        assert Fraction(gained["bundle"]["payment"]) < Fraction(payment)
        assert (gained["buyer"], gained["bundle"]["good"]) == ("1", "a")


def test_honest_bids_leave_everybody_at_the_level_of_the_fee():
    for _, document, truth in random_markets("bids with fees", 40, most=3):
        honest = ask(document, "manipulate", against="pay-as-bid", samples=1)["outcome"]["honest"]
        assert {level_of(truth, truth.names.index(name), bundle) for name, bundle in honest.items()} <= {truth.fee}


def test_the_same_seed_gives_the_same_answer():
    document = market((7, 4, 6), (9, 5, 1), (3, 8, 2))
    first, again, other = (ask(document, "manipulate", against="pay-as-bid", seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first["outcome"]["report"] != other["outcome"]["report"]


def test_a_market_without_goods_or_buyers_offers_no_reports():
    for document in (market(goods=""), market(goods="ab"), market((1,)) | {"goods": [], "buyers": [{"name": "1", "preference": quasilinear()}]}):
        answer = ask(document, "manipulate", against="maximum")
        assert (verdicts(answer), answer["outcome"]["reports"]) == ({"manipulable": None}, 0)


def test_gains_are_those_of_brute_force():
    seen = Counter()
    for number, (_, document, truth) in enumerate(random_markets("manipulate", 100, most=4)):
        against = ("maximum", "pay-as-bid")[number % 2]
        answer = ask(document, "manipulate", against=against, samples=15, seed=number)
        outcome, holds = answer["outcome"], verdicts(answer)["manipulable"]
        seen[against, holds] += 1
        if not holds:
            continue
        buyer = truth.names.index(outcome["buyer"])
        other = truth.reporting(buyer, outcome["report"])
        if against == "maximum":
            assert [bundle_at_greatest(brute, buyer) for brute in (truth, other)] == [outcome["honest"][outcome["buyer"]], outcome["bundle"]]
        before, after = (level_of(truth, buyer, bundle) for bundle in (outcome["honest"][outcome["buyer"]], outcome["bundle"]))
        assert before - after == Fraction(outcome["gain"]) > 0
    assert min(seen[against, True] for against in ("maximum", "pay-as-bid")) > 20, seen


def bundle_at_greatest(truth, buyer):
    """What the buyer has and pays at the greatest prices, by brute force."""
    prices = truth.greatest()
    place, payment = truth.bundles(prices, truth.allocations(prices)[0])[buyer]
    return {"good": truth.name(place), "payment": written(payment)}


def level_of(truth, buyer, bundle):
    return truth.level(buyer, truth.place(bundle["good"]), Fraction(bundle["payment"]))


def test_more_than_400_pairs_are_refused_and_forbidden_ones_do_not_count():
    goods = [f"lot {number}" for number in range(MOST_PAIRS + 1)]
    document = market(quasilinear(), goods=goods)
    document["buyers"][0] |= {"preference": {"type": "quasilinear", "values": dict.fromkeys(goods[1:], 1)}, "forbidden": goods[:1]}
    assert ask(document, "manipulate", against="minimum")["outcome"]["reports"] == 0
    document["buyers"][0] = {"name": "1", "preference": {"type": "quasilinear", "values": dict.fromkeys(goods, 1)}}
    with pytest.raises(UsageError, match="U118"):
        ask(document, "manipulate", against="minimum")


@pytest.mark.parametrize("against", ["maximum", "minimum"])
def test_without_the_honest_outcome_there_is_no_answer(against):
    with pytest.raises(UsageError, match="U106"):
        ask(market((7, 4), (9, 5)), "manipulate", against=against, limits=Limits(stopped=lambda: True))


def test_a_limit_during_the_search_leaves_the_question_open():
    left = iter([False] * 60)
    answer = ask(market((7,), (7,)), "manipulate", against="maximum", limits=Limits(stopped=lambda: next(left, True)))
    assert verdicts(answer) == {"manipulable": None}
    assert 0 < answer["outcome"]["reports"] < 200


# Rules of one's own.


def minimum(parsed):
    outcome = solve(parsed, "walrasian/minimum").outcome
    return {name: (good, outcome["payments"][name]) for name, good in outcome["allocation"].items()}


def dictator(parsed):
    """The first buyer takes the first good that he may have, for nothing; nobody can change that."""
    first = next((good for good in parsed.goods if good not in parsed.buyers[0].forbidden), None)
    return {buyer.name: (first if buyer is parsed.buyers[0] else None, 0) for buyer in parsed.buyers}


def half_price(parsed):
    """The least prices, of which everybody pays half, and half of the fee."""
    return {name: (good, payment / 2) for name, (good, payment) in minimum(parsed).items()}


def test_a_rule_of_the_users_own_is_searched():
    parsed = market_from_document(market((7, 4), (9, 5)))
    found = search(parsed, half_price, samples=300, seed=3)
    assert found == search(parsed, half_price, samples=300, seed=3)
    assert isinstance(found, Manipulation)
    told = Market(market((7, 4), (9, 5)))
    buyer, places = told.names.index(found.buyer), {"a": 0, "b": 1, None: None}
    assert minimum(parsed)[found.buyer] == (found.honest[0], 2 * found.honest[1])
    levels = [told.level(buyer, places[good], payment) for good, payment in (found.honest, found.better)]
    assert levels[0] - levels[1] == found.gain > 0


@pytest.mark.parametrize("rule", [minimum, dictator])
def test_nothing_is_found_against_rules_at_which_nobody_gains(rule):
    assert search(market_from_document(market((7, 4), (9, 5), (4, 4))), rule, samples=60) is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"1": ("a", 1)},
        {"1": ("c", 1), "2": (None, 0)},
        {"1": ("a", 1.0), "2": (None, 0)},
        {"1": ("a", 1), "2": ("a", 1)},
        {"1": ["a", 1], "2": (None, 0)},
    ],
)
def test_what_is_not_everybody_s_bundle_is_refused(told):
    with pytest.raises(UsageError, match="U119"):
        search(market_from_document(market((7, 4), (9, 5))), lambda _: told)


def test_reports_are_preferences_of_a_valid_market():
    kinds = Counter()

    def note(parsed):
        kinds[type(parsed.buyers[0].preference)] += 1
        return {"1": (None, 0)}

    assert search(market_from_document(market((7, 4))), note, samples=40) is None
    assert kinds[QuasilinearPreference] > 20
    assert sum(kinds.values()) == 41
    assert len(kinds) == 2
