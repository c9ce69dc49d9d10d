"""One bidder's view of a divisible market, and sentences that small examples do not show."""

from marketwright.markets import market_from_document
from marketwright.reports import AnsweredMarket, explanation, summary
from marketwright.reports.by_rule import report_of
from marketwright.reports.explanation import page
from marketwright.reports.reallocative_words import amounts_text, package_text, trades_text
from tests.reports.answers import answered, example, section


def market(name):
    return example(f"paper-001-{name}.market.json")


def seen_by(number, name, rule, **given):
    found = answered(market(name), f"reallocative/{rule}", input=given or None)
    return page(found, report_of(found).buyer(found, number, 100))


def divisible(goods, quantity, **bidders):
    """A market of the kind divisible; a bidder is his theta and S, or his values."""
    stated = {name: values if isinstance(values, dict) else {"type": "quadratic", "theta": values[0], "S": values[1]} for name, values in bidders.items()}
    named = [{"name": name, "values": values} for name, values in stated.items()]
    return market_from_document({"format": "marketwright.market/1", "kind": "divisible", "goods": list(goods), "quantity": quantity, "bidders": named})


def made(market, rule, findings=(), parameters=None, **outcome):
    """An answer written by hand."""
    document = {"rule": f"reallocative/{rule}", "parameters": parameters or {}, "outcome": outcome, "findings": list(findings), "certificate": {}}
    return AnsweredMarket(market=market, document=document | {"checked": "accepted"})


def test_a_bidder_sees_trade_payment_and_allies():
    assert seen_by(0, "example-1", "core") == (
        "paper 001, Example 1\n"
        "3 bidders, 1 good; rule reallocative/core\n"
        "\n"
        "Bidder 1 buys 1 of water and pays 2.75\n"
        "  That is worth 3.5 to bidder 1, so the payoff is 0.75.\n"
        "  At the clearing price 3 nothing else would be better.\n"
        "\n"
        "Why that payment\n"
        "  Without bidder 1 the others would have 3.75, beside bidder 1 they have 1: the presence of bidder 1\n"
        "    costs them 2.75, and bidder 1 pays 2.75.\n"
        "\n"
        "With whom something better is possible\n"
        "  The auctioneer and bidder 1 could do better by 0.5 together: 3.5 instead of 3."
    )


def test_a_bidder_sees_what_the_others_leave():
    assert section(seen_by(0, "example-1", "vickrey"), "What the others leave") == [
        "  The others price the first unit at 2.5, the last one at 3; the payment adds up these prices from",
        "    first to last.",
    ]


def test_a_uniform_price_bid_is_not_said_to_be_the_best_at_the_price():
    text = seen_by(0, "example-1", "uniform")
    assert "nothing else would be better" not in text
    assert "with the quantity the bid falls 2 times as fast" in " ".join(text.split())


def test_a_bidder_sees_packages_and_auctions():
    assert section(seen_by(0, "example-2", "advise"), "What bidder 1 buys and sells in packages")[0] == "  package 1: buys 3/7; package 2: -"
    assert section(seen_by(0, "example-2", "independent"), "Auction by auction") == [
        "  package 1  buys 3/7  pays 237/392",
        "  package 2  -         pays 0",
    ]


def test_a_bidder_is_found_in_the_evidence_or_not():
    assert section(seen_by(0, "example-1", "shills"), "The answer is about sets of bidders, not about bidder 1 alone") == [
        "  shill-proof: no, proved: when bidders 1 and 2 take part, bidder 1 gains 0.25 by bidding as bidders",
        "    1 and 3: a payoff of 0.5 instead of 0.25.",
    ]
    assert "  Its evidence does not name bidder 1." in seen_by(0, "example-2", "always").splitlines()
    assert "Bidder 3 does not take part" in seen_by(2, "example-1", "vickrey", participants=["1", "2"])


def test_a_gain_without_bound_is_called_so():
    steep = divisible(["water"], [0], Ann=([6], [[1]]), Bob=([6], [[10]]), Cid=([2], [[1]]), Dee=([2], [[1]]))
    found = answered(steep, "reallocative/split", input={"forward": ["Ann", "Bob"]})
    text = " ".join(summary(found).split())
    assert "That is only an example: the gain is without bound, with ever larger trades." in text
    assert "without bound" in " ".join(page(found, report_of(found).buyer(found, 0, 100)).split())


def test_numbers_of_numeric_markets_are_approximate_with_a_residual():
    bent = {"type": "log-cosh", "theta": [4], "S": [[1]], "alpha": ["1/2"], "beta": [1]}
    block = {"coalition": ["Ann"], "auctioneer": True, "worth": "3.283109619214", "payoffs": "2.747107931003", "deficit": "0.536001688211"}
    near = {"grade": "numeric", "residual": "1/2000000000"}
    answer = made(
        divisible(["water"], [1], Ann=bent, Bob=([2], [[1]])),
        "core",
        [
            {"claim": "efficient", "holds": True, **near},
            {"claim": "bidder-core", "holds": False, **near, "witness": block},
            {"claim": "core", "holds": False, **near, "witness": block},
        ],
        {"tolerance": "1/10000000"},
        price={"water": "1.5"},
        allocation={"Ann": {"water": "0.5"}, "Bob": {"water": "0.5"}},
        payments={"Ann": "0.625", "Bob": "0.625"},
        payoffs={"Ann": "0.1", "Bob": "0.1", "auctioneer": "1.25"},
        revenue="1.25",
        welfare="1.45",
        blocking=[block],
    )
    lines = explanation(answer, 7).splitlines()
    assert lines[3] == "The Vickrey outcome, which is blocked: its revenue is not competitive (approximately, within 10^-9)"
    assert "  The auctioneer and Ann could do better by ≈0.536002 together: ≈3.28311 instead of ≈2.74711." in lines
    assert "  bidder-core  no   numerically, within 10^-9: the auctioneer and Ann could do better by ≈0.536002" in lines
    assert "What might help" not in lines


def test_a_computation_that_fails_states_nothing():
    findings = [{"claim": claim, "holds": None, "grade": "unproven"} for claim in ("efficient", "vickrey")]
    failed = made(divisible(["water"], [1], Ann=([4], [[1]]), Bob=([2], [[1]])), "vickrey", findings, {"tolerance": "1/10000000"})
    lines = summary(failed).splitlines()
    assert lines[3] == "No outcome: the computation did not converge, or a limit came first"
    assert lines[4:6] == [
        "  A larger tolerance in the input, or smaller numbers in the market, may help; where a limit came",
        "    first, a longer limit.",
    ]
    assert "not decided the computation did not converge, or a limit came first: a larger tolerance, smaller numbers" in " ".join(summary(failed).split())


def test_what_is_open_says_what_is_known():
    findings = [
        {"claim": "bidder-core", "holds": None, "grade": "bounded", "at_most": "1/2"},
        {"claim": "core", "holds": None, "grade": "numeric", "coalitions": 1048575, "error": "1/1000000000"},
        {"claim": "core-always", "holds": None, "grade": "unproven"},
        {"claim": "efficient", "holds": None, "grade": "numeric", "residual": "1/10"},
    ]
    answer = made(divisible(["water"], [1], Ann=([4], [[1]]), Bob=([2], [[1]])), "always", findings, {"tolerance": "1/10000000"})
    text = " ".join(summary(answer).split())
    assert "bidder-core not decided no coalition of bidders could do better by more than 0.5; whether any could do better at all is open core" in text
    assert "not proved: all 1048575 coalitions were computed with rounding, off by at most 10^-9, and none speaks against it" in text
    assert "numerically not within the tolerance 10^-7: marginal utilities are off by up to 0.1" in text


def test_conditions_that_fail_name_bidders_and_packages_from_1():
    findings = [
        {"claim": "substitutes", "holds": True, "grade": "proved"},
        {
            "claim": "nonnegative-allocations",
            "holds": False,
            "grade": "proved",
            "witness": {"coalition": ["Ann"], "bidder": "Ann", "package": 1, "value": "-1/2"},
        },
        {"claim": "nonnegative-prices", "holds": False, "grade": "proved", "witness": {"coalition": ["Ann", "Bob"], "package": 0, "value": -2}},
        {"claim": "some-quantity", "holds": False, "grade": "proved", "witness": {"conditions": [{"coalition": ["Ann"], "bidder": "Ann", "package": 0}] * 2}},
    ]
    two = divisible("ab", [1, 1], Ann=([4, 4], [[1, 0], [0, 1]]), Bob=([2, 2], [[1, 0], [0, 1]]))
    text = " ".join(summary(made(two, "quantity", findings, packages=[{"a": 1, "b": 0}, {"a": 0, "b": 1}], direction={"a": 1, "b": -1})).split())
    assert "proved: when Ann takes part, Ann sells 0.5 of package 2" in text
    assert "proved: when Ann and Bob take part, package 1 has the price -2" in text
    assert "Quantities that were tried: all multiples of (1 of a, -1 of b)." in text
    assert "at every quantity along the direction Ann sells some of package 1 when Ann takes part, or Ann sells" in text


def test_packages_have_words_for_every_pattern_of_signs():
    three = made(divisible("abc", [1, 1, 1], Ann=([1] * 3, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])), "packages")
    assert [package_text(three, dict(zip("abc", package, strict=True))) for package in ((1, 0, 0), (1, 1, 1), (1, 1, -2), (-1, 0, "1/2"), (-1, -1, 0))] == [
        "1 of a",
        "1 of a, 1 of b and 1 of c, bought together",
        "switching: give up 2 of c for 1 of a with 1 of b",
        "switching: give up 1 of a for 0.5 of c",
        "selling 1 of a with 1 of b",
    ]
    assert trades_text(three, {"a": 1, "b": -1, "c": 0}, "pays 3") == "buys 1 of a, sells 1 of b, and pays 3"
    assert trades_text(three, {"a": 0, "b": 0, "c": 0}) == "neither buys nor sells"
    assert amounts_text(three, {"a": 0, "b": 0, "c": 0}) == "nothing"


def test_many_blocking_coalitions_are_counted():
    names = [f"firm {number}" for number in range(1, 7)]
    firms = {name: ([4 + number], [[1]]) for number, name in enumerate(names)}
    found = answered(divisible(["water"], [1], **firms), "reallocative/core", input={"cap": 3})
    number = next(finding["number"] for finding in found.document["findings"] if finding["claim"] == "all-blocking")
    assert number > 3
    assert f"  and {number - 3} more coalitions" in summary(found).splitlines()
