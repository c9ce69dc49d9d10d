"""Second inputs of Bayesian markets: canonical forms, what patterns stand for, and every message about profiles, types, multipliers and alternatives."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.bayesian.rule import RULES
from marketwright.errors import MarketwrightError
from marketwright.inputs import second_input
from marketwright.markets.strict_json import JsonNumber
from tests.bayesian_markets import make_market, seller_buyer

SELLER = seller_buyer((5, 1), (6, 2))
THREE = make_market(
    {"Ann": {"hi": "1/3", "lo": "2/3"}, "Bob": {"hi": "1/2", "lo": "1/2"}, "Cid": {"any": 1}},
    {
        ("Ann",): {"rest": {"Ann": lambda t: 0}},
        ("Ann", "Bob"): {"dance": {"Ann": lambda t: 1, "Bob": lambda t: 2}, "rest": {"Ann": lambda t: 0, "Bob": lambda t: 0}},
        ("Ann", "Bob", "Cid"): {name: {player: lambda t: 0 for player in ("Ann", "Bob", "Cid")} for name in ("sing", "dance", "rest")},
    },
)
KEEP_OR_SELL = {"lottery": {"H,buyer": {"keep": 1}, "L,buyer": {"trade": 1}}}
NOTHING_PAID = {"1": {"H,buyer": 0, "L,buyer": 0}, "2": {"H,buyer": 0, "L,buyer": 0}}
SALE = {"lottery": {"*,*": {"trade": 1}}}
SALE_WRITTEN = {"lottery": {"H,buyer": {"trade": 1}, "L,buyer": {"trade": 1}}, "transfers": NOTHING_PAID}
X, Y = {"utility_of": "1"}, {"utility_of": "2"}
BOTH = {"members": ["1", "2"], "moves": {"1": ["sell", "no"], "2": ["buy"]}}
SOLD = {"moves": {"1": "sell", "2": "buy"}, "lottery": {"trade": 1}, "payments": {"1": "11/2", "2": "-59/10"}}
UNSOLD = {"moves": {"1": "no", "2": "buy"}, "lottery": {"keep": 1}, "payments": {"1": 0, "2": "-1/10"}}
OFFER = BOTH | {"results": [SOLD, UNSOLD]}
BELIEFS = {"1": {"H": 0, "L": 1}, "2": {"buyer": 1}}
STRATEGIES = {"1": {"H": {"no": 1}, "L": {"sell": 1}}, "2": {"buyer": {"buy": 1}}}


def canonical(name, given, of=SELLER):
    """The second input of a rule of the room, without its format."""
    (rule,) = (rule for rule in RULES if rule.id == f"bayesian/{name}")
    document = second_input(given, rule, of)
    return None if document is None else {key: value for key, value in document.items() if key != "format"}


def multiplier(player, true, claim, number):
    return {"player": player, "type": true, "claim": claim, "multiplier": number}


def offered(**changed):
    return {"mechanism": SALE, "alternative": OFFER | changed}


CANONICAL = {
    "a lottery that is the same everywhere": ("mechanism", {"mechanism": SALE}, {"mechanism": SALE_WRITTEN}),
    "actions in order, without those of probability 0": (
        "mechanism",
        {"mechanism": {"lottery": {"L,*": {"trade": "2/4", "keep": "0.5"}, "H,*": {"trade": 0, "keep": 1}}, "transfers": {"2": "-2/4", "1": {"*,buyer": 3}}}},
        {
            "mechanism": {
                "lottery": {"H,buyer": {"keep": 1}, "L,buyer": {"keep": "1/2", "trade": "1/2"}},
                "transfers": {"1": {"H,buyer": 3, "L,buyer": 3}, "2": {"H,buyer": "-1/2", "L,buyer": "-1/2"}},
            }
        },
    ),
    "an allocation": (
        "inhibitive",
        {"allocation": {"2": 0, "1": {"L,*": 1, "H,buyer": "5.10"}}, "support": "fine"},
        {"allocation": {"1": {"H,buyer": "51/10", "L,buyer": 1}, "2": {"H,buyer": 0, "L,buyer": 0}}, "support": "fine"},
    ),
    "severance of one player": (
        "core-test",
        {"mechanism": SALE, "severance": {"1": {"L,*": "5/6", "H,*": 0}}},
        {"mechanism": SALE_WRITTEN, "severance": {"1": {"H,buyer": 0, "L,buyer": "5/6"}, "2": {"H,buyer": 0, "L,buyer": 0}}},
    ),
    "a mechanism and an allocation": (
        "core-test",
        {"allocation": {"1": 0, "2": 0}, "mechanism": KEEP_OR_SELL},
        {"mechanism": KEEP_OR_SELL | {"transfers": NOTHING_PAID}, "allocation": NOTHING_PAID},
    ),
    "weights": (
        "efficient",
        {"weights": {"2": {"buyer": "8/4"}, "1": {"L": 0, "H": 2}}, "participation": False},
        {"weights": {"1": {"H": 2, "L": 0}, "2": {"buyer": 2}}, "participation": False},
    ),
    "multipliers in order, without 0": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "H", "0.25"), multiplier("1", "H", "L", 0)]},
        {"mechanism": SALE_WRITTEN, "multipliers": [multiplier("1", "L", "H", "1/4")]},
    ),
    "multipliers of both directions": (
        "core-region",
        {"x": X, "y": Y, "multipliers": [multiplier("1", "L", "H", 2), multiplier("1", "H", "L", "3/2")]},
        {"x": X, "y": Y, "multipliers": [multiplier("1", "H", "L", "3/2"), multiplier("1", "L", "H", 2)]},
    ),
    "quantities, given types": (
        "core-region",
        {"y": {"given": {"2": "buyer", "1": "H"}, "probability_of": "trade"}, "x": {"transfer_to": "1", "given": {}}, "support": "plain", "whole": True},
        {"x": {"transfer_to": "1"}, "y": {"probability_of": "trade", "given": {"1": "H", "2": "buyer"}}, "support": "plain", "whole": True},
    ),
    "marks and a seed": (
        "core-region",
        {"x": X, "y": Y, "marks": {"always": SALE}, "seed": 7},
        {"x": X, "y": Y, "marks": {"always": SALE_WRITTEN}, "seed": 7},
    ),
    "an alternative": (
        "durable",
        {
            "mechanism": SALE,
            "alternative": {
                "members": ["2", "1"],
                "moves": {"2": ["buy"], "1": ["sell", "no"]},
                "results": [UNSOLD | {"payments": {"2": "-1/10"}, "lottery": {"trade": 0, "keep": "2/2"}}, SOLD],
            },
            "beliefs": {"2": {"buyer": 1}, "1": {"L": 1}},
            "strategies": {"2": {"buyer": {"buy": 1}}, "1": {"L": {"sell": 1, "no": 0}, "H": {"no": 1}}},
        },
        {"mechanism": SALE_WRITTEN, "alternative": OFFER, "beliefs": BELIEFS, "strategies": STRATEGIES},
    ),
    "moves as given, moves of a strategy in the order of their names": (
        "durable",
        offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES | {"1": {"H": {"sell": "1/3", "no": "2/3"}, "L": {"sell": 1}}}},
        {
            "mechanism": SALE_WRITTEN,
            "alternative": OFFER,
            "beliefs": BELIEFS,
            "strategies": {"1": {"H": {"no": "2/3", "sell": "1/3"}, "L": {"sell": 1}}, "2": {"buyer": {"buy": 1}}},
        },
    ),
    "a seed alone": ("find-core", {"seed": 3}, {"seed": 3}),
    "no document": ("find-core", None, None),
    "no document for a rule that takes a mechanism or none": ("efficient", None, None),
}


@pytest.mark.parametrize(("name", "given_", "expected"), CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical_form(name, given_, expected):
    found = canonical(name, given_)
    assert found == expected
    assert repr(found) == repr(expected if expected is None else {key: expected[key] for key in found})
    if found is not None:
        assert canonical(name, found) == found


def test_numbers_of_documents_are_read_as_they_are_spelled():
    given_ = {"mechanism": {"lottery": {"*,*": {"trade": JsonNumber("0.50"), "keep": JsonNumber("0.5")}}, "transfers": {"1": JsonNumber("-1.20")}}}
    found = canonical("mechanism", given_)["mechanism"]
    assert found["lottery"]["L,buyer"] == {"keep": "1/2", "trade": "1/2"}
    assert found["transfers"] == {"1": {"H,buyer": "-6/5", "L,buyer": "-6/5"}, "2": {"H,buyer": 0, "L,buyer": 0}}


def test_patterns_cover_exactly_the_profiles_that_they_match():
    lottery = {"*,hi,any": {"dance": 1}, "hi,lo,*": {"rest": 1}, "lo,lo,any": {"sing": 1}}
    assert canonical("mechanism", {"mechanism": {"lottery": lottery}}, THREE)["mechanism"]["lottery"] == {
        "hi,hi,any": {"dance": 1},
        "hi,lo,any": {"rest": 1},
        "lo,hi,any": {"dance": 1},
        "lo,lo,any": {"sing": 1},
    }


NOT_A_MECHANISM = (
    'not a mechanism (I104); allowed: {"lottery": {profile: {action: probability, ...}, ...}, "transfers": {player: table, ...}}; '
    "write these keys and no others; transfers may be left out"
)
QUANTITIES = '"transfer_to", "utility_of", "severance_of", "forgone_by", "probability_of"'
TYPES_OF_1 = 'types of the player "1": "H", "L"'
EACH_PROFILE = "every profile in exactly one entry; remove it, or narrow one of the two"
REFUSED = {
    "neither mechanism nor allocation": (
        "core-test",
        None,
        "input: neither a mechanism nor an allocation (I101); allowed: at least one of the two; "
        'give a file with --input: {"mechanism": {...}}, or {"allocation": {player: table, ...}}',
    ),
    "an empty input of the core test": (
        "core-test",
        {},
        "input: neither a mechanism nor an allocation (I101); allowed: at least one of the two; "
        'give a file with --input: {"mechanism": {...}}, or {"allocation": {player: table, ...}}',
    ),
    "no mechanism": (
        "mechanism",
        {},
        "input: no mechanism (I101); allowed: lotteries on the actions of all players, and transfers; give a file with --input: "
        '{"format": "marketwright.input/1", "mechanism": {"lottery": {profile: {action: probability}}, "transfers": {player: table}}}',
    ),
    "no quantity": (
        "core-region",
        None,
        "input: no x (I101); allowed: a quantity for each axis, x and y; give a file with --input: "
        '{"format": "marketwright.input/1", "x": {"transfer_to": player}}',
    ),
    "no allocation": (
        "subsidy",
        None,
        "input: no allocation (I101); allowed: a table of every player; give a file with --input: "
        '{"format": "marketwright.input/1", "allocation": {player: table, ...}}',
    ),
    "one quantity": ("core-region", {"x": X}, "input: x without y (I101); allowed: both x and y; add y"),
    "no alternative": (
        "durable",
        {"mechanism": SALE},
        "input: no alternative (I101); allowed: the game that a coalition is offered instead of the mechanism; "
        'add {"alternative": {"members": ..., "moves": ..., "results": ...}}',
    ),
    "beliefs alone": (
        "durable",
        offered() | {"beliefs": BELIEFS},
        "input: beliefs without strategies (I101); allowed: both beliefs and strategies; add strategies",
    ),
    "strategies alone": (
        "durable",
        offered() | {"strategies": STRATEGIES},
        "input: strategies without beliefs (I101); allowed: both strategies and beliefs; add beliefs",
    ),
    "a list as a mechanism": ("mechanism", {"mechanism": []}, f"input.mechanism: {NOT_A_MECHANISM}"),
    "a mechanism without lotteries": ("mechanism", {"mechanism": {"transfers": {}}}, f"input.mechanism: {NOT_A_MECHANISM}"),
    "a mechanism with a stranger's key": ("mechanism", {"mechanism": SALE | {"fee": 1}}, f"input.mechanism: {NOT_A_MECHANISM}"),
    "lotteries in a list": (
        "mechanism",
        {"mechanism": {"lottery": []}},
        "input.mechanism.lottery: not an object (I104); allowed: an object {profile: lottery, ...}; "
        'write a profile such as "H,buyer", with "*" for every type of a player',
    ),
    "a number as a lottery": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": 1}}},
        'input.mechanism.lottery["*,*"]: not a lottery (I104); allowed: {action: probability, ...}; '
        "write actions with their probabilities, such as 1 for one that is certain",
    ),
    "a profile of one player": (
        "mechanism",
        {"mechanism": {"lottery": {"H": {"keep": 1}}}},
        'input.mechanism.lottery.H: 1 type (I133); allowed: a type of each of the 2 players "1", "2", joined by commas; write one for each',
    ),
    "a profile of three players": (
        "mechanism",
        {"mechanism": {"lottery": {"H,L,buyer": {"keep": 1}}}},
        'input.mechanism.lottery["H,L,buyer"]: 3 types (I133); allowed: a type of each of the 2 players "1", "2", joined by commas; write one for each',
    ),
    "a misspelled profile": (
        "mechanism",
        {"mechanism": {"lottery": {"*,buyr": {"keep": 1}}}},
        'input.mechanism.lottery["*,buyr"]: the unknown type "buyr" (I133); allowed: types of the player "2": "buyer", or "*" for all of them; '
        'did you mean "buyer"?',
    ),
    "a space in a profile": (
        "mechanism",
        {"mechanism": {"lottery": {"H, buyer": {"keep": 1}}}},
        'input.mechanism.lottery["H, buyer"]: the unknown type " buyer" (I133); allowed: types of the player "2": "buyer", or "*" for all of them; '
        'write the types in the order of the players, without spaces around commas: "H,buyer"',
    ),
    "types in the order of another game": (
        "mechanism",
        {"mechanism": {"lottery": {"buyer,H": {"keep": 1}}}},
        'input.mechanism.lottery["buyer,H"]: the unknown type "buyer" (I133); allowed: types of the player "1": "H", "L", or "*" for all of them; '
        'write the types in the order of the players, without spaces around commas: "H,buyer"',
    ),
    "a pattern in the order of another game": (
        "inhibitive",
        {"allocation": {"1": {"buyer,*": 1}, "2": 0}},
        'input.allocation["1"]["buyer,*"]: the unknown type "buyer" (I133); allowed: types of the player "1": "H", "L", or "*" for all of them; '
        'write the types in the order of the players, without spaces around commas: "*,buyer"',
    ),
    "no lottery of a profile": (
        "mechanism",
        {"mechanism": {"lottery": {"H,*": {"keep": 1}}}},
        'input.mechanism.lottery: no lottery for the profile "L,buyer" (I134); allowed: a lottery for every profile; '
        'add it; "*" in place of a type stands for every type of that player',
    ),
    "no lottery at all": (
        "mechanism",
        {"mechanism": {"lottery": {}}},
        'input.mechanism.lottery: no lottery for the profile "H,buyer" (I134); allowed: a lottery for every profile; '
        'add it; "*" in place of a type stands for every type of that player',
    ),
    "a second lottery of a profile": (
        "mechanism",
        {"mechanism": {"lottery": {"*,buyer": {"keep": 1}, "L,*": {"trade": 1}}}},
        f'input.mechanism.lottery["L,*"]: a second lottery for the profile "L,buyer", after "*,buyer" (I134); allowed: {EACH_PROFILE}',
    ),
    "a second number of a profile": (
        "inhibitive",
        {"allocation": {"1": {"*,*": 1, "H,buyer": 2}, "2": 0}},
        f'input.allocation["1"]["H,buyer"]: a second number for the profile "H,buyer", after "*,*" (I134); allowed: {EACH_PROFILE}',
    ),
    "an unknown action": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {"Trade": 1}}}},
        'input.mechanism.lottery["*,*"]: the unknown action "Trade" (I135); allowed: the coalition\'s actions "keep", "trade"; did you mean "trade"?',
    ),
    "a negative probability": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {"trade": 2, "keep": -1}}}},
        'input.mechanism.lottery["*,*"].keep: -1 (I138); allowed: a probability of at least 0; leave out what never occurs',
    ),
    "probabilities below 1": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {"trade": "0.33", "keep": "0.66"}}}},
        'input.mechanism.lottery["*,*"]: probabilities that add up to 99/100 (I138); allowed: probabilities that add up to 1; '
        'write them exactly, such as "1/3"',
    ),
    "a lottery of nothing": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {}}}},
        'input.mechanism.lottery["*,*"]: probabilities that add up to 0 (I138); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
    "a binary float": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {"trade": 1.0}}}},
        'input.mechanism.lottery["*,*"].trade: a Python float (I104); allowed: an exact number: an int, a Fraction, or a text; '
        'write it as a text, such as "0.3" or "1/3"',
    ),
    "a float as a transfer": (
        "mechanism",
        {"mechanism": SALE | {"transfers": {"1": 0.3}}},
        'input.mechanism.transfers["1"]: a Python float (I104); allowed: an exact number: an int, a Fraction, or a text; '
        'write it as a text, such as "0.3" or "1/3"',
    ),
    "a truth value as a probability": (
        "mechanism",
        {"mechanism": {"lottery": {"*,*": {"trade": True}}}},
        'input.mechanism.lottery["*,*"].trade: true (I104); allowed: an exact number; write an integer, or a text such as "7/2"',
    ),
    "transfers to a stranger": (
        "mechanism",
        {"mechanism": SALE | {"transfers": {"3": 1}}},
        "input.mechanism.transfers: unknown player '3' (I103); allowed: players of the market; use the market's names",
    ),
    "transfers in a list": (
        "mechanism",
        {"mechanism": SALE | {"transfers": [1, 2]}},
        "input.mechanism.transfers: not an object (I104); allowed: {player: table, ...}; write one of the transfers for each player",
    ),
    "a table that is none": (
        "inhibitive",
        {"allocation": {"1": [1, 2], "2": 0}},
        'input.allocation["1"]: a list (I104); allowed: a table: one number, or an object {profile: number, ...}; '
        'write one number for all profiles, or an object with a number for each: {"H,buyer": 5, ...}',
    ),
    "a truth value as a table": (
        "inhibitive",
        {"allocation": {"1": True, "2": 0}},
        'input.allocation["1"]: true (I104); allowed: a table: one number, or an object {profile: number, ...}; '
        'write one number for all profiles, or an object with a number for each: {"H,buyer": 5, ...}',
    ),
    "an allocation to one": (
        "inhibitive",
        {"allocation": {"1": 0}},
        "input.allocation: nothing for player '2' (I102); allowed: allocation of every player; add it (a table, or one number for all profiles)",
    ),
    "an unknown support": (
        "inhibitive",
        {"allocation": {"1": 0, "2": 0}, "support": "Fine"},
        'input.support: "Fine" (I143); allowed: plain or fine; did you mean "fine"?',
    ),
    "a number as support": (
        "inhibitive",
        {"allocation": {"1": 0, "2": 0}, "support": 1},
        "input.support: the number 1 (I143); allowed: plain or fine; choose one of them",
    ),
    "negative severance": (
        "core-test",
        {"mechanism": SALE, "severance": {"1": {"H,*": 0, "L,*": "-1/2"}}},
        'input.severance["1"]["L,*"]: -1/2 (I139); allowed: a number of at least 0; use 0, or leave it out where that is allowed',
    ),
    "severance beside an allocation": (
        "core-test",
        {"mechanism": SALE, "severance": {}, "allocation": {"1": 0, "2": 0}},
        "input.severance: severance beside allocation (I148); allowed: one of severance and allocation; "
        "leave one out: the allocation already says what is forgone",
    ),
    "severance without a mechanism": (
        "core-test",
        {"severance": {}},
        "input: neither a mechanism nor an allocation (I101); allowed: at least one of the two; "
        'give a file with --input: {"mechanism": {...}}, or {"allocation": {player: table, ...}}',
    ),
    "weights beside a mechanism": (
        "efficient",
        {"mechanism": SALE, "weights": {"1": {"H": 1, "L": 0}, "2": {"buyer": 1}}},
        "input.weights: weights beside mechanism (I148); allowed: one of weights and mechanism; leave one out: a mechanism is judged without weights",
    ),
    "participation beside a mechanism": (
        "efficient",
        {"mechanism": SALE, "participation": True},
        "input.participation: participation beside mechanism (I148); allowed: one of participation and mechanism; "
        "leave one out: a stated mechanism is judged as it is",
    ),
    "participation as a word": (
        "efficient",
        {"participation": "yes"},
        'input.participation: the text "yes" (I104); allowed: true or false; write true or false, without quotes',
    ),
    "weights of one player": (
        "efficient",
        {"weights": {"1": {"H": 1, "L": 0}}},
        "input.weights: nothing for player '2' (I102); allowed: weights of every player; add it (a number for each type)",
    ),
    "a weight of a player": (
        "efficient",
        {"weights": {"1": 1, "2": {"buyer": 1}}},
        'input.weights["1"]: not an object (I104); allowed: {type: number, ...}; write a number for each type',
    ),
    "a weight of an unknown type": (
        "efficient",
        {"weights": {"1": {"H": 1, "l": 0}, "2": {"buyer": 1}}},
        f'input.weights["1"]: the unknown type "l" (I136); allowed: {TYPES_OF_1}; did you mean "L"?',
    ),
    "a type without a weight": (
        "efficient",
        {"weights": {"1": {"H": 1}, "2": {"buyer": 1}}},
        'input.weights["1"]: nothing for the type "L" (I137); allowed: a number for every type; add it, if only 0',
    ),
    "a negative weight": (
        "efficient",
        {"weights": {"1": {"H": 2, "L": -1}, "2": {"buyer": 1}}},
        'input.weights["1"].L: -1 (I139); allowed: a number of at least 0; use 0, or leave it out where that is allowed',
    ),
    "weights with different sums": (
        "efficient",
        {"weights": {"1": {"H": 1, "L": 1}, "2": {"buyer": "3/2"}}},
        'input.weights: weights of the player "2" that add up to 3/2, where those of "1" add up to 2 (I140); allowed: the same sum for every player; '
        "scale one player's weights: otherwise money moved to the heavier player would be worth ever more",
    ),
    "no weight at all": (
        "efficient",
        {"weights": {"1": {"H": 0, "L": 0}, "2": {"buyer": 0}}},
        "input.weights: weights that are all 0 (I140); allowed: a sum above 0; give some type of each player a weight",
    ),
    "multipliers in an object": (
        "virtual",
        {"mechanism": SALE, "multipliers": {}},
        'input.multipliers: not a list (I104); allowed: [{"player": player, "type": true type, "claim": other type, "multiplier": number}, ...]; '
        "write one entry for each multiplier above 0",
    ),
    "a multiplier without a claim": (
        "virtual",
        {"mechanism": SALE, "multipliers": [{"player": "1", "type": "L", "multiplier": 1}]},
        'input.multipliers[0]: not a multiplier (I104); allowed: {"player": player, "type": true type, "claim": other type, "multiplier": number}; '
        "write these four keys and no others",
    ),
    "a multiplier of a stranger": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("3", "L", "H", 1)]},
        'input.multipliers[0].player: unknown player "3" (I103); allowed: players of the market; use the market\'s names',
    ),
    "a multiplier of an unknown claim": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "h", 1)]},
        f'input.multipliers[0].claim: the unknown type "h" (I136); allowed: {TYPES_OF_1}; did you mean "H"?',
    ),
    "a multiplier of the truth": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "L", 1)]},
        'input.multipliers[0]: the type "L" that claims to be what it is (I142); allowed: a claim other than the type; '
        "remove it: nobody is tempted by the truth",
    ),
    "a multiplier twice": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "H", 0), multiplier("1", "L", "H", 0)]},
        'input.multipliers[1]: a second multiplier of the player "1", type "L", claim "H" (I142); allowed: every multiplier once; remove one of the two',
    ),
    "a negative multiplier": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "H", "-1/8")]},
        "input.multipliers[0].multiplier: -1/8 (I139); allowed: a number of at least 0; use 0, or leave it out where that is allowed",
    ),
    "multipliers that are not admissible": (
        "virtual",
        {"mechanism": SALE, "multipliers": [multiplier("1", "L", "H", 1), multiplier("1", "H", "L", "1/4")]},
        'input.multipliers: a weight of -1/4 for the type "L" of the player "1" (I141); allowed: weights of at least 0: his probability, '
        "plus the multipliers of those who might claim his type, less those of his own claims; lower the multipliers of his own claims",
    ),
    "a text as a quantity": (
        "core-region",
        {"x": "utility", "y": Y},
        'input.x: not a quantity (I104); allowed: {"transfer_to": player, "given": {player: type, ...}}, or another quantity in place of "transfer_to"; '
        "write an object",
    ),
    "an unknown quantity": (
        "core-region",
        {"x": X, "y": {"transfers_to": "1"}},
        f'input.y: the unknown quantity "transfers_to" (I144); allowed: one of {QUANTITIES}, and optionally "given"; did you mean "transfer_to"?',
    ),
    "two quantities at once": (
        "core-region",
        {"x": {"transfer_to": "1", "utility_of": "1"}, "y": Y},
        f'input.x: 2 quantities (I144); allowed: one of {QUANTITIES}, and optionally "given"; write exactly one',
    ),
    "types of no quantity": (
        "core-region",
        {"x": {"given": {"1": "H"}}, "y": Y},
        f'input.x: 0 quantities (I144); allowed: one of {QUANTITIES}, and optionally "given"; write exactly one',
    ),
    "utility of a stranger": (
        "core-region",
        {"x": {"utility_of": "one"}, "y": Y},
        'input.x.utility_of: unknown player "one" (I103); allowed: players of the market; use the market\'s names',
    ),
    "probability of an unknown action": (
        "core-region",
        {"x": {"probability_of": "trad"}, "y": Y},
        'input.x.probability_of: the unknown action "trad" (I135); allowed: the coalition\'s actions "keep", "trade"; did you mean "trade"?',
    ),
    "an unknown type given": (
        "core-region",
        {"x": X | {"given": {"2": "byer"}}, "y": Y},
        'input.x.given["2"]: the unknown type "byer" (I136); allowed: types of the player "2": "buyer"; did you mean "buyer"?',
    ),
    "a stranger's type given": (
        "core-region",
        {"x": X | {"given": {"3": "H"}}, "y": Y},
        "input.x.given: unknown player '3' (I103); allowed: players of the market; use the market's names",
    ),
    "a seed beside multipliers": (
        "core-region",
        {"x": X, "y": Y, "seed": 1, "multipliers": []},
        "input.seed: seed beside multipliers (I148); allowed: one of seed and multipliers; leave one out: with multipliers nothing is searched for",
    ),
    "marks in a list": (
        "core-region",
        {"x": X, "y": Y, "marks": [SALE]},
        "input.marks: not an object (I104); allowed: {name: mechanism, ...}; name each mechanism",
    ),
    "too many marks": (
        "core-region",
        {"x": X, "y": Y, "marks": {str(number): SALE for number in range(21)}},
        "input.marks: 21 mechanisms (I149); allowed: at most 20; mark those that matter",
    ),
    "a mark that is no mechanism": ("core-region", {"x": X, "y": Y, "marks": {"M 1": 1}}, f'input.marks["M 1"]: {NOT_A_MECHANISM}'),
    "a mark without a name": (
        "core-region",
        {"x": X, "y": Y, "marks": {"": SALE}},
        "input.marks: an empty name (M109); allowed: names of 1 to 200 characters without control characters and outer white space; give it a name",
    ),
    "an alternative without results": (
        "durable",
        {"mechanism": SALE, "alternative": BOTH},
        'input.alternative: not an alternative (I104); allowed: {"members": [players], "moves": {member: [names]}, "results": [result, ...]}; '
        "write these three keys and no others",
    ),
    "members in a text": (
        "durable",
        offered(members="12"),
        'input.alternative.members: not a list of names (I104); allowed: ["1", "2"]; write the players\' names in a list',
    ),
    "nobody": (
        "durable",
        offered(members=[]),
        "input.alternative.members: nobody (I145); allowed: one or more players; name those to whom the alternative is offered",
    ),
    "a stranger as a member": (
        "durable",
        offered(members=["1", "3"]),
        'input.alternative.members: unknown player "3" (I103); allowed: players of the market; use the market\'s names',
    ),
    "a member twice": (
        "durable",
        offered(members=["1", "2", "1"]),
        'input.alternative.members: the player "1" twice (I145); allowed: different players; write him once',
    ),
    "moves of one member": (
        "durable",
        offered(moves={"1": ["sell", "no"]}),
        "input.alternative.moves: nothing for member '2' (I102); allowed: moves of every member; add it (a list of one move for a member who has no choice)",
    ),
    "no move": (
        "durable",
        offered(moves={"1": ["sell", "no"], "2": []}),
        'input.alternative.moves["2"]: no move (I146); allowed: one or more moves; give a member without a choice one move',
    ),
    "moves in a text": (
        "durable",
        offered(moves={"1": ["sell", "no"], "2": "buy"}),
        'input.alternative.moves["2"]: not a list (I104); allowed: ["join", "stay away"]; write the names of the moves in a list',
    ),
    "a move twice": (
        "durable",
        offered(moves={"1": ["no", "no"], "2": ["buy"]}),
        'input.alternative.moves["1"][1]: the move "no" twice (I146); allowed: different moves of a member; rename or remove one',
    ),
    "too many moves": (
        "durable",
        offered(moves={"1": [str(number) for number in range(4_097)], "2": ["buy"]}),
        'input.alternative.moves["1"]: 4097 moves (I149); allowed: at most 4096; leave out moves that nobody would take',
    ),
    "too many combinations of moves": (
        "durable",
        offered(moves={"1": [str(number) for number in range(65)], "2": [str(number) for number in range(64)]}),
        "input.alternative.results: 4160 combinations of moves (I149); allowed: at most 4096 combinations; leave out moves that nobody would take",
    ),
    "a move that is no text": (
        "durable",
        offered(moves={"1": [1], "2": ["buy"]}),
        'input.alternative.moves["1"][0]: the number 1 (I104); allowed: the name of a move; write a text in double quotes',
    ),
    "results in an object": (
        "durable",
        offered(results={}),
        'input.alternative.results: not a list (I104); allowed: [{"moves": {member: move}, "lottery": {action: probability}, '
        '"payments": {member: number}}, ...]; write one result for each combination of moves',
    ),
    "a result without a lottery": (
        "durable",
        offered(results=[{"moves": {}}]),
        'input.alternative.results[0]: not a result (I104); allowed: {"moves": {member: move}, "lottery": {action: probability}, '
        '"payments": {member: number}}; write these three keys and no others',
    ),
    "a combination without a result": (
        "durable",
        offered(results=[SOLD]),
        'input.alternative.results: no result of the moves "no", "buy" (I146); allowed: one result for every combination of moves; add it',
    ),
    "a combination with two results": (
        "durable",
        offered(results=[SOLD, UNSOLD, SOLD]),
        'input.alternative.results[2]: a second result of the moves "sell", "buy" (I146); allowed: one result for every combination of moves; '
        "remove one of the two",
    ),
    "an unknown move": (
        "durable",
        offered(results=[SOLD | {"moves": {"1": "sel", "2": "buy"}}]),
        'input.alternative.results[0].moves["1"]: the unknown move "sel" (I146); allowed: moves of the member "1": "sell", "no"; did you mean "sell"?',
    ),
    "a result of one member's move": (
        "durable",
        offered(results=[SOLD | {"moves": {"1": "sell"}}]),
        "input.alternative.results[0].moves: nothing for member '2' (I102); allowed: moves of every member; add it (the move of everybody)",
    ),
    "an action of others": (
        "durable",
        {"mechanism": SALE, "alternative": {"members": ["1"], "moves": {"1": ["go"]}, "results": [{"moves": {"1": "go"}, "lottery": {"trade": 1}}]}},
        'input.alternative.results[0].lottery: the unknown action "trade" (I135); allowed: the coalition\'s actions "keep"; use the market\'s names',
    ),
    "payments to a stranger": (
        "durable",
        offered(results=[SOLD | {"payments": {"3": -1}}]),
        "input.alternative.results[0].payments: unknown member '3' (I103); allowed: members of the market; use the market's names",
    ),
    "payments of nothing": (
        "durable",
        offered(results=[SOLD | {"payments": {"1": 1, "2": -1}}]),
        "input.alternative.results[0].payments: payments to the members of 0 together (I147); allowed: a sum below 0; "
        "whoever offers the game keeps something: lower a payment",
    ),
    "beliefs about one member": (
        "durable",
        offered() | {"beliefs": {"1": {"H": 1}}, "strategies": STRATEGIES},
        "input.beliefs: nothing for member '2' (I102); allowed: beliefs of every member; add it (also for a member with one type or one move)",
    ),
    "beliefs about a number": (
        "durable",
        offered() | {"beliefs": BELIEFS | {"1": 1}, "strategies": STRATEGIES},
        'input.beliefs["1"]: not an object (I104); allowed: {type: probability, ...}; write one for each type',
    ),
    "beliefs about an unknown type": (
        "durable",
        offered() | {"beliefs": BELIEFS | {"1": {"M": 1}}, "strategies": STRATEGIES},
        f'input.beliefs["1"]: the unknown type "M" (I136); allowed: {TYPES_OF_1}; use the market\'s names',
    ),
    "beliefs above 1": (
        "durable",
        offered() | {"beliefs": BELIEFS | {"1": {"H": 1, "L": 1}}, "strategies": STRATEGIES},
        'input.beliefs["1"]: probabilities that add up to 2 (I138); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
    "a type without a strategy": (
        "durable",
        offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES | {"1": {"L": {"sell": 1}}}},
        'input.strategies["1"]: nothing for the type "H" (I137); allowed: moves of every type; add it, also for a type that never occurs',
    ),
    "a strategy that is a move": (
        "durable",
        offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES | {"2": {"buyer": "buy"}}},
        'input.strategies["2"].buyer: not an object (I104); allowed: {move: probability, ...}; write moves with their probabilities',
    ),
    "a strategy of an unknown move": (
        "durable",
        offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES | {"2": {"buyer": {"bye": 1}}}},
        'input.strategies["2"].buyer: the unknown move "bye" (I146); allowed: moves of the member "2": "buy"; did you mean "buy"?',
    ),
    "a strategy below 1": (
        "durable",
        offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES | {"2": {"buyer": {"buy": "1/2"}}}},
        'input.strategies["2"].buyer: probabilities that add up to 1/2 (I138); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
}


@pytest.mark.parametrize(("name", "given_", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_message(name, given_, message):
    with pytest.raises(MarketwrightError) as caught:
        canonical(name, given_)
    assert str(caught.value) == message


def test_a_coalition_without_actions_is_offered_nothing():
    alternative = {"members": ["Bob", "Cid"], "moves": {"Bob": ["go"], "Cid": ["go"]}, "results": []}
    with pytest.raises(MarketwrightError) as caught:
        canonical("durable", {"mechanism": {"lottery": {"*,*,*": {"rest": 1}}}, "alternative": alternative}, THREE)
    told = 'input.alternative.members: "Bob", "Cid", who can do nothing on their own (I145); allowed: members of a coalition that has actions; '
    assert str(caught.value) == told + "offer it to others"


def test_beliefs_about_somebody_else_are_refused():
    alternative = {"members": ["Ann"], "moves": {"Ann": ["go"]}, "results": [{"moves": {"Ann": "go"}, "lottery": {"rest": 1}, "payments": {"Ann": -1}}]}
    play = {"beliefs": {"Ann": {"hi": 1}, "Bob": {"hi": 1}}, "strategies": {"Ann": {"hi": {"go": 1}, "lo": {"go": 1}}}}
    with pytest.raises(MarketwrightError, match=r"^input\.beliefs: unknown member 'Bob' \(I103\)"):
        canonical("durable", {"mechanism": {"lottery": {"*,*,*": {"rest": 1}}}, "alternative": alternative} | play, THREE)


FINE = [10**27 + number for number in (1, 3, 7, 9, 13)]
"""Denominators that have no short common multiple."""
FIVE = make_market(
    {"Ann": dict.fromkeys("abcde", "1/5")},
    {("Ann",): {"rest": {"Ann": lambda t: 0}, "sing": {"Ann": lambda t: 0}}},
)
RESTS = {"lottery": {"*": {"rest": 1}}}
FINE_TABLE = {"Ann": {kind: f"1/{number}" for kind, number in zip("abcde", FINE, strict=True)}}
FINE_LOTTERIES = {kind: {"rest": f"1/{number}", "sing": f"{number - 1}/{number}"} for kind, number in zip("abcde", FINE, strict=True)}
FINE_MOVES = {"members": ["Ann"], "moves": {"Ann": list("abcde")}}
TOO_FINE = {
    "lotteries": ("mechanism", {"mechanism": {"lottery": FINE_LOTTERIES}}, "input.mechanism"),
    "transfers": ("mechanism", {"mechanism": RESTS | {"transfers": FINE_TABLE}}, "input.mechanism.transfers"),
    "an allocation": ("subsidy", {"allocation": FINE_TABLE}, "input.allocation"),
    "weights": ("efficient", {"weights": FINE_TABLE}, "input.weights.Ann"),
    "multipliers": (
        "virtual",
        {"mechanism": RESTS, "multipliers": [multiplier("Ann", "e", claim, f"1/{number}") for claim, number in zip("abcd", FINE[:4], strict=True)]},
        "input.multipliers",
    ),
    "an alternative": (
        "durable",
        {
            "mechanism": RESTS,
            "alternative": FINE_MOVES
            | {
                "results": [
                    {"moves": {"Ann": move}, "lottery": {"rest": 1}, "payments": {"Ann": f"-1/{number}"}} for move, number in zip("abcde", FINE, strict=True)
                ]
            },
        },
        "input.alternative.results",
    ),
}


@pytest.mark.parametrize(("name", "given_", "place"), TOO_FINE.values(), ids=TOO_FINE.keys())
def test_numbers_that_are_too_fine_together_are_refused(name, given_, place):
    with pytest.raises(MarketwrightError, match=rf"^{place}: numbers with many different denominators \(N105\)"):
        canonical(name, given_, FIVE)


NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=12)
SHARES = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any).map(lambda line: [Fraction(number, sum(line)) for number in line])


@settings(max_examples=60)
@given(lotteries=st.lists(SHARES, min_size=4, max_size=4), tables=st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=3, max_size=3))
def test_a_mechanism_in_canonical_form_says_what_was_given(lotteries, tables):
    profiles = ["hi,hi,any", "hi,lo,any", "lo,hi,any", "lo,lo,any"]
    actions, players = ("sing", "dance", "rest"), ("Cid", "Ann", "Bob")
    stated = {
        "lottery": {profile: dict(zip(actions, line, strict=True)) for profile, line in zip(reversed(profiles), lotteries, strict=True)},
        "transfers": {player: dict(zip(profiles, line, strict=True)) for player, line in zip(players, tables, strict=True)},
    }
    found = canonical("mechanism", {"mechanism": stated}, THREE)["mechanism"]
    assert {profile: {name: Fraction(share) for name, share in line.items()} for profile, line in found["lottery"].items()} == {
        profile: {name: share for name, share in line.items() if share} for profile, line in stated["lottery"].items()
    }
    assert {player: {profile: Fraction(number) for profile, number in line.items()} for player, line in found["transfers"].items()} == stated["transfers"]
    assert list(found["lottery"]) == profiles
    assert list(found["transfers"]) == ["Ann", "Bob", "Cid"]
    assert all(list(line) == sorted(line) for line in found["lottery"].values())
    assert repr(canonical("mechanism", {"mechanism": found}, THREE)["mechanism"]) == repr(found)


OTHER_DOCUMENTS = {
    "a market": (
        "find-core",
        {"format": "marketwright.market/1", "kind": "bayesian"},
        'input.format: "marketwright.market/1" (I104); allowed: "marketwright.input/1"; this is a market: give the document of the second input',
    ),
    "an answer": (
        "mechanism",
        {"format": "marketwright.answer/1"},
        'input.format: "marketwright.answer/1" (I104); allowed: "marketwright.input/1"; this is an answer: give the document of the second input',
    ),
    "another format": (
        "mechanism",
        {"format": JsonNumber("1"), "mechanism": SALE},
        'input.format: the number 1 (I104); allowed: "marketwright.input/1"; give the document of the second input',
    ),
    "a misspelled key that is needed": (
        "mechanism",
        {"mecanism": SALE},
        'input.mecanism: the unknown key "mecanism" (I104); allowed: the keys "format", "mechanism"; did you mean "mechanism"?',
    ),
    "a misspelled key that may be left out": (
        "core-test",
        {"mechanism": SALE, "severence": {"1": 1}},
        'input.severence: the unknown key "severence" (I104); allowed: the keys "format", "mechanism", "allocation", "severance"; did you mean "severance"?',
    ),
    "what a needed key holds": (
        "subsidy",
        {"lottery": {}},
        'input.lottery: the unknown key "lottery" (I104); allowed: the keys "format", "allocation"; '
        'remove it, and give allocation like this: {"format": "marketwright.input/1", "allocation": {player: table, ...}}',
    ),
    "a key of another rule": (
        "find-core",
        {"whole": True},
        'input.whole: the unknown key "whole" (I104); allowed: the keys "format", "seed"; remove it',
    ),
}


@pytest.mark.parametrize(("name", "given_", "message"), OTHER_DOCUMENTS.values(), ids=OTHER_DOCUMENTS.keys())
def test_a_document_of_another_kind_is_told_by_its_format_and_its_keys(name, given_, message):
    with pytest.raises(MarketwrightError) as caught:
        canonical(name, given_)
    assert str(caught.value) == message


ODD = {
    "a seed in letters": ("find-core", {"seed": "abc"}, 'input.seed: "abc" (I104); allowed: an integer from 0 to 1000000000000000000; write an integer'),
    "a seed that is true": ("find-core", {"seed": True}, "input.seed: true (I104); allowed: an integer from 0 to 1000000000000000000; write an integer"),
    "half a seed": ("find-core", {"seed": "1/2"}, "input.seed: 1/2 (I120); allowed: an integer from 0 to 1000000000000000000; choose one of these"),
    "a number as whole": (
        "core-region",
        {"x": X, "y": Y, "whole": JsonNumber("1")},
        "input.whole: the number 1 (I104); allowed: true or false; write true or false, without quotes",
    ),
    "true in quotes": (
        "efficient",
        {"participation": "true"},
        'input.participation: the text "true" (I104); allowed: true or false; write true or false, without quotes',
    ),
    "a type without its player": (
        "core-region",
        {"x": X | {"given": "H"}, "y": Y},
        'input.x.given: the text "H" (I104); allowed: {player: type, ...}; write the player and his type, also if there is only one',
    ),
    "a player as a number": (
        "core-region",
        {"x": {"transfer_to": JsonNumber("1")}, "y": Y},
        "input.x.transfer_to: the number 1, which is no player (I103); allowed: players of the market; put it in double quotes",
    ),
    "a type as a number": (
        "core-region",
        {"x": X | {"given": {"1": JsonNumber("5")}}, "y": Y},
        'input.x.given["1"]: the number 5, which is no type (I136); allowed: types of the player "1": "H", "L"; use the market\'s names',
    ),
    "an action as a list": (
        "core-region",
        {"x": {"probability_of": ["trade"]}, "y": Y},
        'input.x.probability_of: a list, which is no action (I135); allowed: the coalition\'s actions "keep", "trade"; use the market\'s names',
    ),
    "a move without a name": (
        "durable",
        offered(moves={"1": ["sell", JsonNumber("2")], "2": ["buy"]}),
        'input.alternative.moves["1"][1]: the number 2 (I104); allowed: the name of a move; write a text in double quotes',
    ),
    "a move as null": (
        "durable",
        offered(results=[SOLD | {"moves": {"1": None, "2": "buy"}}]),
        'input.alternative.results[0].moves["1"]: null, which is no move (I146); allowed: moves of the member "1": "sell", "no"; use the market\'s names',
    ),
}


@pytest.mark.parametrize(("name", "given_", "message"), ODD.values(), ids=ODD.keys())
def test_what_was_given_is_said_in_the_words_of_documents(name, given_, message):
    with pytest.raises(MarketwrightError) as caught:
        canonical(name, given_)
    assert str(caught.value) == message


WHOLE = (
    ("mechanism", {"mechanism": SALE | {"transfers": {"1": {"H,*": 1, "L,*": 2}, "2": -1}}}),
    ("core-test", {"allocation": {"1": 1, "2": {"*,*": 0}}, "mechanism": SALE}),
    ("core-test", {"mechanism": SALE, "severance": {"1": 1}}),
    ("efficient", {"weights": {"1": {"H": 1, "L": 1}, "2": {"buyer": 2}}, "participation": True}),
    ("virtual", {"mechanism": SALE, "multipliers": [multiplier("1", "L", "H", "1/8")]}),
    ("core-region", {"x": X | {"given": {"1": "H"}}, "y": {"probability_of": "trade"}, "support": "fine", "marks": {"a": SALE}, "whole": True, "seed": 1}),
    ("durable", offered() | {"beliefs": BELIEFS, "strategies": STRATEGIES}),
)
PUT = (JsonNumber("7"), JsonNumber("0.5"), True, None, "zzz", [], {}, [JsonNumber("1")], {"zzz": JsonNumber("1")}, 0.5)
PYTHON = re.compile(r"JsonNumber|NoneType|\b(dict|list object|tuple|str|bool|float object|True|False|None|Mapping|mappingproxy)\b")


def altered(value, put):
    """The value with one of its parts replaced, for each part."""
    yield put
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (value | {key: other} for other in altered(inner, put))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in altered(inner, put))


def refusal(name, given_):
    """The message for a second input, or nothing if it is read."""
    try:
        canonical(name, given_)
    except MarketwrightError as error:
        return str(error)
    return None


@pytest.mark.parametrize("put", PUT, ids=str)
def test_whatever_stands_anywhere_is_read_or_refused_without_a_word_of_python(put):
    changed = [(name, whole | {key: other}) for name, whole in WHOLE for key, inner in whole.items() for other in altered(inner, put)]
    messages = [message for name, given_ in changed if (message := refusal(name, given_)) is not None]
    assert len(messages) > 20
    assert [message for message in messages if PYTHON.search(message)] == []
