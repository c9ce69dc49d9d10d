"""Answers that somebody wrote who wants a false claim accepted, a check that runs for long, or a crash."""

from contextlib import suppress
from fractions import Fraction

import pytest

from marketcheck import Unreadable, check
from marketcheck.documents import MAX_DIGITS, is_short

from . import walrasian_answers as answers
from .breaking import accept, code_of
from .walrasian_writer import linear, manipulate, market, maximum, minimum
from .writer import REMOVED, changed, digest, num, text

SOFT = {"type": "soft-budget", "values": {"a": 10}, "budget": 12, "steepness": 4}


def test_a_truthful_report_does_not_gain_when_the_fee_is_counted_once():
    """Bids of 10, the willingness to pay where nothing else is paid, would leave the winner worse off than the loser."""
    document = market(["a"], fee=5, _1=SOFT, _2=SOFT)
    honest = manipulate(document, "pay-as-bid", [("1", SOFT)])
    accept(honest)
    assert [bundle["payment"] for bundle in honest["outcome"]["honest"].values()] in (["51/4", 5], [5, "51/4"])
    duals = {"buyers": {"1": 0, "2": 0}, "goods": {"a": 10}}
    parts = [{"allocation": {"1": one, "2": other}, "duals": duals} for one, other in (("a", None), (None, "a"))]
    claimed = honest | {
        "outcome": {
            "honest": {"1": {"good": "a", "payment": 15}, "2": {"good": None, "payment": 5}},
            "reports": 1,
            "buyer": "1",
            "report": SOFT,
            "bundle": {"good": None, "payment": 5},
            "gain": "15/2",
        },
        "findings": [{"claim": "manipulable", "holds": True, "grade": "proved"}],
        "certificate": {"honest": parts[0], "deviating": parts[1]},
    }
    assert code_of(claimed) == "W17"
    right = [part | {"duals": duals | {"goods": {"a": "31/4"}}} for part in parts]
    assert code_of(claimed | {"certificate": {"honest": right[0], "deviating": right[1]}}) == "W22"


def primes(count: int, above: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        above += 1
        if pow(2, above - 1, above) == 1:
            found.append(above)
    return found


def wide(count: int) -> dict:
    """Returns an answer about goods that two buyers each are willing to buy at a price with a denominator of its own."""
    names = [f"g{k}" for k in range(count)]
    buyers = {}
    for k, prime in enumerate(primes(count, 10**29)):
        for twin in "xy":
            steep = {names[k]: {"points": [[0, -1]], "left": prime, "right": prime}}
            buyers[f"_{twin}{k}"] = {"type": "levels", "levels": steep}
    document = market(names, **buyers)
    for buyer in document["buyers"]:
        buyer["forbidden"] = [good for good in names if good not in buyer["preference"]["levels"]]
    prices = {name: Fraction(1, buyers[f"_x{k}"]["levels"][name]["left"]) for k, name in enumerate(names)}
    held = {buyer["name"]: (f"g{buyer['name'][1:]}" if buyer["name"][0] == "x" else None) for buyer in document["buyers"]}
    payments = {name: prices[good] if good else Fraction(0) for name, good in held.items()}
    told = minimum(market(["a"], _1=linear(a=1)), "any")
    revenue = sum(payments.values(), Fraction(0))
    outcome = {
        "prices": {name: num(price) for name, price in prices.items()},
        "allocation": held,
        "payments": {name: num(payment) for name, payment in payments.items()},
        "levels": dict.fromkeys(held, 0),
    }
    if is_short(revenue):
        outcome["revenue"] = num(revenue)
    pointers = {f"g{k}": f"y{k}" for k in range(count)}
    return told | {"market": document, "market_digest": digest(document), "outcome": outcome, "certificate": {"pointers": pointers}}


def test_a_revenue_is_left_out_exactly_if_it_is_too_long():
    short, long = wide(60), wide(75)
    assert "revenue" in short["outcome"]
    assert "revenue" not in long["outcome"]
    for document in (short, long):
        accept(document)
    with pytest.raises(Unreadable):
        check(text(changed(short, "outcome/revenue", REMOVED)))
    assert code_of(changed(short, "outcome/revenue", 1)) == "O5"
    with pytest.raises(Unreadable):
        check(text(changed(long, "outcome/revenue", 1)))


def test_the_length_of_a_number_is_that_of_its_text():
    for number in (0, 1, 9, 10, 99, 100, -5, Fraction(-7, 10), Fraction(1, 3), 2**70, 10**60 - 1, 10**60):
        assert is_short(Fraction(number)), number
    for digits in range(3990, 4010):
        for number in (Fraction(10**digits), Fraction(10**digits - 1), Fraction(-(10**digits)), Fraction(-(10 ** (digits // 2)) - 1, 10 ** (digits // 2))):
            assert is_short(number) == (len(str(number)) <= MAX_DIGITS), digits
    assert not is_short(Fraction(10**20_000))


MADE = answers.BELOW["outcome"]["market"]


@pytest.mark.parametrize(
    "parts",
    [
        {"buyers": []},
        {"goods": [], "buyers": [{"name": "1", "preference": {"type": "quasilinear", "values": {}}}], "reserve_prices": REMOVED, "seller_values": REMOVED},
        {"buyers": [buyer | {"preference": buyer["preference"] | {"type": "quadratic-cost", "rho": 1}} for buyer in MADE["buyers"]]},
        {"buyers": [buyer | {"preference": buyer["preference"] | {"type": "borrowing", "cash": 1, "rate": 0}} for buyer in MADE["buyers"]]},
        {"buyers": [buyer | {"forbidden": []} for buyer in MADE["buyers"]]},
    ],
)
def test_a_counterexample_that_is_another_market_is_rejected_whatever_it_is(parts):
    document = changed(answers.BELOW, "outcome/market", {key: part for key, part in (MADE | parts).items() if part is not REMOVED})
    assert code_of(document) == "W23"


def test_a_report_that_makes_no_market_with_the_others_is_unreadable():
    """Each of them is fine alone; their common denominator has more than 100 digits."""
    odd = [10**29 + k for k in (1, 3, 7, 9)]
    document = market(["a"], reserves={"a": f"1/{odd[0]}"}, _1=linear(a=10), _2=linear(a=f"1/{odd[1]}"), _3=linear(a=f"1/{odd[2]}"))
    accept(manipulate(document, "maximum", [("1", linear(a=5))]))
    claimed = manipulate(document, "maximum", [("1", linear(a=f"{5 * odd[3] + 1}/{odd[3]}"))])
    with pytest.raises(Unreadable, match="100 digits"):
        check(text(claimed))


def test_a_good_and_a_buyer_called_null_are_not_nothing():
    document = market(["null", "ä", "a"], _null=linear(null=7, ä=4, a=1), _None=linear(null=9, ä=5, a=0))
    honest = minimum(document)
    accept(honest)
    assert code_of(changed(honest, "outcome/allocation/None", None)) in ("W4", "W5")
    for greedy in (minimum(document, "any"), maximum(document, "any")):
        accept(greedy)
        for good, to in greedy["certificate"]["pointers"].items():
            other = "null" if to is None else None
            with pytest.raises((AssertionError, Unreadable)):
                accept(changed(greedy, f"certificate/pointers/{good}", other))


@pytest.mark.parametrize("long", [10**3999, -(10**3999), f"1/{10**3990}", f"{10**1990 + 1}/{10**1989}", None, "null", "", True, [], {}, "a\u0000"])
def test_nothing_strange_in_an_answer_makes_the_checker_crash(long):
    tried = 0
    for name in ("MINIMUM", "MAXIMUM", "TEST_UNDER", "INEFFICIENT", "BIDS", "PRICES_GAMED", "BELOW", "NUMERIC", "PROPERTIES_LOW"):
        document = getattr(answers, name)
        for path in leaves({part: document[part] for part in ("parameters", "input", "outcome", "findings", "certificate") if part in document}):
            tried += 1
            with suppress(Unreadable):
                check(text(changed(document, path, long)))
    assert tried > 300


def leaves(part: object, path: str = "") -> list[str]:
    """Returns the paths of all values that have no parts."""
    if isinstance(part, dict | list) and part:
        inner = part.items() if isinstance(part, dict) else enumerate(part)
        return [leaf for key, value in inner for leaf in leaves(value, f"{path}/{key}".removeprefix("/"))]
    return [path]
