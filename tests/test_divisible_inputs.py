"""Second inputs of divisible markets: canonical form, the ends of ranges, and every message about bidders, bundles and distributions."""

from fractions import Fraction

import pytest

from marketwright.errors import MarketwrightError
from marketwright.inputs import second_input
from marketwright.markets.divisible import DivisibleBidder, DivisibleMarket, ExponentialValues, QuadraticValues
from marketwright.reallocative.rule import RULES

ONE, NONE = Fraction(1), Fraction(0)
QUADRATIC = QuadraticValues(theta=(ONE, ONE), matrix=((ONE, NONE), (NONE, ONE)))
EXPONENTIAL = ExponentialValues(scale=(ONE, ONE), rate=(ONE, ONE))
NAMES = ("Ann", "Bob", "Cid", "Dee")


def market(values):
    return DivisibleMarket(goods=("water", "wood"), quantity=(ONE, NONE), bidders=tuple(DivisibleBidder(name=name, values=values) for name in NAMES))


WATER, NUMERIC = market(QUADRATIC), market(EXPONENTIAL)


def canonical(name, given, of=WATER):
    """The second input of a rule of the room, without its format."""
    (rule,) = (rule for rule in RULES if rule.id == f"reallocative/{name}")
    document = second_input(given, rule, of)
    return None if document is None else {key: value for key, value in document.items() if key != "format"}


def bundle(water, wood):
    return {"water": water, "wood": wood}


CANONICAL = {
    "participants in market order": ("vickrey", {"participants": ["Dee", "Ann"]}, {"participants": ["Ann", "Dee"]}),
    "payoffs of everybody": (
        "core",
        {"payoffs": {"Ann": "4/2", "Bob": "0.5", "Cid": -1, "Dee": 0}},
        {"payoffs": {"Ann": 2, "Bob": "1/2", "Cid": -1, "Dee": 0}},
    ),
    "payoffs of participants and the auctioneer": (
        "core",
        {"payoffs": {"auctioneer": 1, "Bob": 0, "Ann": "2/6"}, "participants": ["Bob", "Ann"], "cap": 7},
        {"participants": ["Ann", "Bob"], "payoffs": {"Ann": "1/3", "Bob": 0, "auctioneer": 1}, "cap": 7},
    ),
    "packages": ("packages", {"packages": [{"wood": "2/2", "water": -1}, bundle(1, "0.10")]}, {"packages": [bundle(-1, 1), bundle(1, "1/10")]}),
    "a direction": ("quantity", {"direction": {"wood": "-4/6", "water": 0}}, {"direction": bundle(0, "-2/3")}),
    "values of a prior in their order": (
        "revenue",
        {"prior": {"values": [{"theta": bundle(3, 0), "probability": "2/6"}, {"theta": bundle(0, 1), "probability": "2/3"}]}, "samples": 2, "number": 1_000},
        {
            "number": 1_000,
            "prior": {"values": [{"theta": bundle(3, 0), "probability": "1/3"}, {"theta": bundle(0, 1), "probability": "2/3"}]},
            "samples": 2,
        },
    ),
    "a mean and a singular covariance": (
        "revenue",
        {"prior": {"covariance": [[1, "2/2"], [1, 1]], "mean": bundle(1, 1)}},
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, 1], [1, 1]]}},
    ),
    "samples of equally likely bidders": ("revenue", {"samples": 100_000, "seed": 7, "number": 2}, {"number": 2, "samples": 100_000, "seed": 7}),
    "a side in market order": ("split", {"forward": ["Cid", "Ann"]}, {"forward": ["Ann", "Cid"]}),
    "three bidders in their own order": ("break", {"proposition": 4, "bidders": ["Cid", "Ann", "Bob"]}, {"proposition": 4, "bidders": ["Cid", "Ann", "Bob"]}),
    "four bidders for proposition 5": (
        "break",
        {"proposition": "5", "bidders": ["Dee", "Cid", "Ann", "Bob"]},
        {"proposition": 5, "bidders": ["Dee", "Cid", "Ann", "Bob"]},
    ),
    "nothing asked": ("vickrey", {}, {}),
    "no document": ("vickrey", None, None),
}


@pytest.mark.parametrize(("name", "given", "expected"), CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical_form(name, given, expected):
    assert canonical(name, given) == expected


def test_a_tolerance_is_for_numeric_utilities():
    assert canonical("core", {"tolerance": "2/2000", "participants": ["Bob", "Ann"]}, NUMERIC) == {"participants": ["Ann", "Bob"], "tolerance": "1/1000"}


def prior(*entries):
    return {"prior": {"values": [{"theta": theta, "probability": probability} for theta, probability in entries]}}


REFUSED = {
    "one participant": (
        "vickrey",
        {"participants": ["Ann"]},
        "input.participants: 1 bidder (I127); allowed: 2 or more different bidders; add or remove names, or leave out participants",
    ),
    "no participant": (
        "vickrey",
        {"participants": []},
        "input.participants: 0 bidders (I127); allowed: 2 or more different bidders; add or remove names, or leave out participants",
    ),
    "a participant twice": (
        "vickrey",
        {"participants": ["Ann", "Bob", "Ann"]},
        "input.participants: bidder 'Ann' twice (I127); allowed: different bidders; write him once",
    ),
    "an unknown participant": (
        "vickrey",
        {"participants": ["Ann", "Bbo"]},
        "input.participants: unknown bidder 'Bbo' (I103); allowed: bidders of the market; did you mean 'Bob'?",
    ),
    "participants that are no list": (
        "vickrey",
        {"participants": "Ann"},
        'input.participants: not a list of names (I104); allowed: ["Ada", "Ben"]; write the bidders\' names in a list',
    ),
    "a bidder without a payoff": (
        "core",
        {"payoffs": {"Ann": 0, "Bob": 0, "Cid": 0}},
        "input.payoffs: nothing for bidder 'Dee' (I102); allowed: payoffs of every bidder; add it (0 for a bidder who gains nothing)",
    ),
    "a participant without a payoff": (
        "core",
        {"participants": ["Ann", "Bob"], "payoffs": {"Ann": 0, "auctioneer": 0}},
        "input.payoffs: nothing for bidder 'Bob' (I102); allowed: payoffs of every bidder; add it (0 for a bidder who gains nothing)",
    ),
    "a payoff of nobody": (
        "core",
        {"payoffs": {"Anne": 0}},
        "input.payoffs: unknown bidder 'Anne' (I103); allowed: bidders of the market, and auctioneer; did you mean 'Ann'?",
    ),
    "a payoff of somebody who takes no part": (
        "core",
        {"participants": ["Ann", "Bob"], "payoffs": {"Ann": 0, "Bob": 0, "Cid": 0}},
        "input.payoffs: a payoff for bidder 'Cid', who takes no part (I103); allowed: the participants; add him to the participants, or leave him out here",
    ),
    "payoffs that are a list": (
        "core",
        {"payoffs": [0]},
        "input.payoffs: not an object (I104); allowed: {bidder: number, ...}; write one of the payoffs for each bidder",
    ),
    "one package of two goods": (
        "packages",
        {"packages": [bundle(1, 1)]},
        "input.packages: 1 package (I128); allowed: 2: as many as there are goods; add or remove packages",
    ),
    "dependent packages": (
        "packages",
        {"packages": [bundle(1, 2), bundle(2, 4)]},
        "input.packages[1]: a combination of the packages before it (I128); allowed: linearly independent packages; "
        "correct it: quantities of packages are to make every bundle in exactly one way",
    ),
    "a package of nothing": (
        "independent",
        {"packages": [bundle(0, 0), bundle(2, 4)]},
        "input.packages[0]: a package of nothing (I128); allowed: linearly independent packages; "
        "correct it: quantities of packages are to make every bundle in exactly one way",
    ),
    "a package without a good": (
        "packages",
        {"packages": [bundle(1, 2), {"water": 1}]},
        "input.packages[1]: nothing for good 'wood' (I122); allowed: a number for every good; add it",
    ),
    "a package of an unknown good": (
        "packages",
        {"packages": [{"waters": 1, "wood": 1}, bundle(1, 2)]},
        "input.packages[0]: unknown good 'waters' (I105); allowed: goods of the market; did you mean 'water'?",
    ),
    "packages that are no list": (
        "packages",
        {"packages": {}},
        "input.packages: not a list (I104); allowed: [{good: number, ...}, ...]; write one bundle for each package",
    ),
    "a package that is no bundle": (
        "packages",
        {"packages": [[1, 1], bundle(1, 2)]},
        "input.packages[0]: not an object (I104); allowed: {good: number, ...}; write one number for each good",
    ),
    "a direction of nothing": (
        "quantity",
        {"direction": bundle(0, 0)},
        "input.direction: a bundle of nothing (I132); allowed: a direction: a bundle other than zero; name a good that is auctioned",
    ),
    "too few drawn bidders": ("revenue", {"number": 1}, "input.number: 1 (I120); allowed: an integer from 2 to 1000; choose one of these"),
    "too many drawn bidders": ("revenue", {"number": 1_001}, "input.number: 1001 (I120); allowed: an integer from 2 to 1000; choose one of these"),
    "one sample": ("revenue", {"samples": 1}, "input.samples: 1 (I120); allowed: an integer from 2 to 100000; choose one of these"),
    "a prior of other keys": (
        "revenue",
        {"prior": {"mean": bundle(1, 1)}},
        'input.prior: not a prior (I104); allowed: {"values": [{"theta": {good: number, ...}, "probability": number}, ...]}, '
        'or {"mean": {good: number, ...}, "covariance": [[numbers], ...]}; write the keys of one of the two and no others',
    ),
    "probabilities below 1": (
        "revenue",
        prior((bundle(1, 1), "1/2"), (bundle(2, 1), "1/3")),
        'input.prior.values: probabilities that add up to 5/6 (I129); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
    "no values": (
        "revenue",
        prior(),
        'input.prior.values: probabilities that add up to 0 (I129); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
    "a probability of 0": (
        "revenue",
        prior((bundle(1, 1), 1), (bundle(2, 1), 0)),
        "input.prior.values[1].probability: 0 (I129); allowed: a number above 0; leave out what never occurs",
    ),
    "a theta twice": (
        "revenue",
        prior((bundle(1, 1), "1/2"), (bundle(1, "2/2"), "1/2")),
        "input.prior.values[1].theta: the theta of input.prior.values[0] again (I129); allowed: different theta; add the two probabilities",
    ),
    "a value that is no pair": (
        "revenue",
        {"prior": {"values": [bundle(1, 1)]}},
        'input.prior.values[0]: not a theta with its probability (I104); allowed: {"theta": {good: number, ...}, "probability": number}; '
        "write both keys and no others",
    ),
    "values that are no list": (
        "revenue",
        {"prior": {"values": {}}},
        'input.prior.values: not a list (I104); allowed: [{"theta": {good: number, ...}, "probability": number}, ...]; write one entry for each theta',
    ),
    "a covariance of the wrong size": (
        "revenue",
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, 0]]}},
        "input.prior.covariance: not a matrix of the market's size (I104); allowed: a list of 2 lists of 2 numbers; "
        "write one row and one column for each good, in market order",
    ),
    "a covariance that is not symmetric": (
        "revenue",
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, "1/2"], [0, 1]]}},
        "input.prior.covariance[0][1]: the number 1/2, and 0 at input.prior.covariance[1][0] (I129); allowed: a symmetric matrix; "
        "write the same number at both places",
    ),
    "a negative variance": (
        "revenue",
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, 2], [2, 1]]}},
        "input.prior.covariance: a matrix that gives some combination of goods a negative variance (I129); allowed: a positive semidefinite matrix; "
        "check its signs, or raise its diagonal",
    ),
    "samples of a covariance": (
        "revenue",
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, 0], [0, 1]]}, "samples": 5},
        "input.prior: a covariance, from which nothing can be drawn (I129); allowed: a prior with values, where samples are drawn; "
        "state values of theta with probabilities, or leave out the samples",
    ),
    "a seed without samples": (
        "revenue",
        {"seed": 3},
        "input.seed: a seed without samples (I126); allowed: a seed beside samples; add samples, or leave out the seed",
    ),
    "a seed of a covariance": (
        "revenue",
        {"prior": {"mean": bundle(1, 1), "covariance": [[1, 0], [0, 1]]}, "seed": 3},
        "input.seed: a seed without samples (I126); allowed: a seed beside samples; leave out the seed: nothing can be drawn from a covariance",
    ),
    "more draws than a million": (
        "revenue",
        {"samples": 1001, "number": 1000},
        "input.samples: 1001 samples of 1000 bidders (I120); allowed: at most 1000000 draws: samples times bidders; "
        "draw at most 1000 samples, or lower the number of bidders",
    ),
    "an unknown proposition": ("break", {"proposition": 6}, "input.proposition: 6 (I130); allowed: 3, 4 or 5; choose one of these"),
    "half a proposition": ("break", {"proposition": "7/2"}, "input.proposition: 7/2 (I130); allowed: 3, 4 or 5; choose one of these"),
    "no proposition": (
        "break",
        {"bidders": ["Ann", "Bob", "Cid"]},
        'input: no proposition (I101); allowed: 3, 4 or 5; give a file with --input: {"format": "marketwright.input/1", "proposition": 3}',
    ),
    "no side": (
        "split",
        None,
        "input: no forward (I101); allowed: the participants of one side; "
        'give a file with --input: {"format": "marketwright.input/1", "forward": ["Ada", "Ben"]}',
    ),
    "four bidders for proposition 3": (
        "break",
        {"proposition": 3, "bidders": list(NAMES)},
        "input.bidders: 4 bidders (I127); allowed: exactly 3 for proposition 3; add or remove names, or leave out bidders",
    ),
    "two bidders for proposition 5": (
        "break",
        {"proposition": 5, "bidders": ["Ann", "Bob"]},
        "input.bidders: 2 bidders (I127); allowed: 3 or more for proposition 5; add or remove names, or leave out bidders",
    ),
    "a lone bidder on the forward side": (
        "split",
        {"forward": ["Ann"]},
        "input.forward: 1 on the forward side and 3 on the other (I131); allowed: at least 2 participants on each side; "
        "the residual supply of a lone bidder is undefined: move or add bidders",
    ),
    "a lone bidder on the other side": (
        "split",
        {"participants": ["Ann", "Bob", "Dee"], "forward": ["Ann", "Dee"]},
        "input.forward: 2 on the forward side and 1 on the other (I131); allowed: at least 2 participants on each side; "
        "the residual supply of a lone bidder is undefined: move or add bidders",
    ),
    "somebody on a side who takes no part": (
        "split",
        {"participants": ["Ann", "Bob", "Dee"], "forward": ["Ann", "Cid"]},
        "input.forward: a side for bidder 'Cid', who takes no part (I103); allowed: the participants; add him to the participants, or leave him out here",
    ),
    "a tolerance where everything is exact": (
        "vickrey",
        {"tolerance": "1/100"},
        "input.tolerance: a tolerance for a market whose values are all quadratic (I126); allowed: no tolerance: nothing is rounded; leave it out",
    ),
}


def test_a_million_draws_are_allowed_and_no_more_of_the_bidders_of_the_market(monkeypatch):
    assert canonical("revenue", {"samples": 1000, "number": 1000, "seed": 3})["samples"] == 1000
    monkeypatch.setattr("marketwright.divisible_inputs.MOST_DRAWS", 8)
    assert canonical("revenue", {"samples": 2})["samples"] == 2
    with pytest.raises(MarketwrightError, match=r"3 samples of 4 bidders \(I120\)"):
        canonical("revenue", {"samples": 3})


@pytest.mark.parametrize(("name", "given", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(name, given, message):
    with pytest.raises(MarketwrightError) as caught:
        canonical(name, given)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"payoffs": {}},
            "input.payoffs: payoffs for a market with a numeric utility (I126); allowed: participants and a tolerance; "
            "leave it out, or state all values as quadratic",
        ),
        (
            {"cap": 5},
            "input.cap: a cap for a market with a numeric utility (I126); allowed: participants and a tolerance; "
            "leave it out, or state all values as quadratic",
        ),
        ({"tolerance": 0}, 'input.tolerance: 0 (I121); allowed: a number above 0; write a small number such as "1/1000000000"'),
    ],
    ids=["payoffs", "a cap", "no tolerance"],
)
def test_what_does_not_fit_numeric_utilities_is_refused(given, message):
    with pytest.raises(MarketwrightError) as caught:
        canonical("core", given, NUMERIC)
    assert str(caught.value) == message


def test_probabilities_of_many_denominators_are_refused_before_they_are_added():
    primes = [number for number in range(10**6, 10**6 + 400) if all(number % divisor for divisor in range(2, 1_001))]
    with pytest.raises(MarketwrightError, match="N105"):
        canonical("revenue", prior(*((bundle(number, 0), f"1/{number}") for number in primes)))
