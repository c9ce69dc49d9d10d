"""Honest answers about games with incomplete information, in which each rule has something to show."""

from fractions import Fraction

from tests.bayesian_markets import majority, make_market, public_good, seller_buyer
from tests.bayesian_oracle import Game, gross_payoffs

from . import bayesian_proofs as proofs
from . import bayesian_writer as write
from .writer import answers_among

HALF, ZERO = Fraction(1, 2), Fraction(0)
EXAMPLE_1 = Game(seller_buyer((5, 1), (6, 2)))
EXAMPLE_2 = Game(seller_buyer((3, 2), (7, 0)))


def sale(game, shares, paid, side_bet=0):
    """A trade of so much probability in H and in L; the seller is paid so much, the buyer pays as much and the side-bet, in H, less that in L."""
    high, low = ("H", "buyer"), ("L", "buyer")
    mu = {t: {"keep": 1 - Fraction(share), "trade": Fraction(share)} for t, share in zip((high, low), shares, strict=True)}
    first = dict(zip((high, low), map(Fraction, paid), strict=True))
    bet = {high: Fraction(side_bet), low: -Fraction(side_bet)}
    return mu, {"1": first, "2": {t: -first[t] - bet[t] for t in (high, low)}}


def given(game, **levels):
    """An allocation of player 1's and 2's numbers in H and in L."""
    return {i: dict(zip(game.profiles, map(Fraction, levels[f"of_{i}"]), strict=True)) for i in game.players}


M1 = sale(EXAMPLE_1, ("1/9", 1), ("11/18", "3/2"))
M2 = sale(EXAMPLE_1, ("1/10", 1), ("3/5", "3/2"))
NO_TRADE = sale(EXAMPLE_1, (0, 0), (0, 0))
BURNT, LOSS = ((M2[0], {"1": M2[1]["1"], "2": {t: paid - change for t, paid in M2[1]["2"].items()}}) for change in (Fraction(1, 4), Fraction(-1, 4)))
LYING = sale(EXAMPLE_1, (0, 1), (0, 6))
POOLED = sale(EXAMPLE_2, (1, 1), ("7/2", "7/2"))
BET = sale(EXAMPLE_2, (1, 1), ("7/2", "7/2"), "5/2")
SEVERED = {"1": {("H", "buyer"): ZERO, ("L", "buyer"): Fraction(5, 6)}, "2": {("H", "buyer"): ZERO, ("L", "buyer"): ZERO}}
EIGHTH = {("1", "H", "L"): Fraction(1, 8)}
NO_MULTIPLIERS: dict = {}

BALANCED = write.balanced(EXAMPLE_1)
PUBLIC = Game(public_good({"1": {"a": HALF, "b": HALF}, "2": {"a": 1}}, lambda t: 3, {"1": lambda t: {"a": 4, "b": 1}[t["1"]], "2": lambda t: 1}))
UNBALANCED = write.balanced(PUBLIC)
MAJORITY = Game(majority({"1": {"a": 1}, "2": {"a": 1}, "3": {"a": 1}}))
MIXED = Game(
    make_market(
        {"1": {"a": HALF, "b": HALF}, "2": {"c": 1}},
        {
            ("1",): {"stay": {"1": lambda t: 1}},
            ("2",): {"stay": {"2": lambda t: 1}},
            ("1", "2"): {"left": {"1": lambda t: 2, "2": lambda t: 0}, "right": {"1": lambda t: 0, "2": lambda t: 2}},
        },
    )
)
PAIRS = Game(
    make_market(
        {i: {"a": 1} for i in "123"},
        {
            ("1", "2"): {"go": {"1": lambda t: 1, "2": lambda t: 0}},
            **{pair: {"go": dict.fromkeys(pair, lambda t: 0)} for pair in (("1", "3"), ("2", "3"))},
            ("1", "2", "3"): {"go": dict.fromkeys("123", lambda t: 0)},
        },
    )
)
UNBALANCED_PAIRS = write.balanced(PAIRS)
BALANCED_MIXED = write.balanced(MIXED)

MECHANISM = write.evaluated(EXAMPLE_1, M1)
MECHANISM_LYING = write.evaluated(EXAMPLE_1, LYING)
MECHANISM_LOSS = write.evaluated(EXAMPLE_1, LOSS)
MECHANISM_POOLED = write.evaluated(EXAMPLE_2, POOLED)
EFFICIENT = write.efficient(EXAMPLE_1, M1)
EFFICIENT_NOT = write.efficient(EXAMPLE_1, NO_TRADE)
SLACK = sale(EXAMPLE_1, (0, 1), (0, "3/2"))
EFFICIENT_SLACK = write.efficient(EXAMPLE_1, SLACK)
EFFICIENT_BURNT = write.efficient(EXAMPLE_1, BURNT)
EFFICIENT_LYING = write.efficient(EXAMPLE_1, LYING)
EFFICIENT_LOSS = write.efficient(EXAMPLE_1, LOSS)
FIVE_EIGHTHS = {("1", "H"): Fraction(5, 8), ("1", "L"): Fraction(3, 8), ("2", "buyer"): Fraction(1)}
BEST = write.best(EXAMPLE_1)
BEST_WEIGHTED = write.best(EXAMPLE_1, FIVE_EIGHTHS)
BEST_OPTIONAL = write.best(EXAMPLE_1, {("1", "H"): HALF, ("1", "L"): HALF, ("2", "buyer"): Fraction(1)}, participation=True)
LOW = {("1", "H"): ZERO, ("1", "L"): Fraction(1), ("2", "buyer"): Fraction(1)}
BEST_BINDING = write.best(EXAMPLE_1, LOW, participation=True)
SPOILT = Game(
    make_market(
        {"1": {"a": HALF, "b": HALF}, "2": {"c": 1}},
        {("1",): {"stay": {"1": lambda t: 2}}, ("2",): {"stay": {"2": lambda t: 2}}, ("1", "2"): {"go": {"1": lambda t: 1, "2": lambda t: 1}}},
    )
)
IMPOSSIBLE = write.best(SPOILT, participation=True)
VIRTUAL = write.virtual(EXAMPLE_1, M1)
VIRTUAL_POOLED = write.virtual(EXAMPLE_2, BET)
VIRTUAL_STATED = write.virtual(EXAMPLE_1, M2, EIGHTH)
VIRTUAL_NOT = write.virtual(EXAMPLE_1, NO_TRADE)
VIRTUAL_LYING = write.virtual(EXAMPLE_1, LYING)
IDLE = Game(make_market({"1": {"a": HALF, "b": HALF}}, {("1",): {"stay": {"1": lambda t: 1}}}))
REST = {t: {"stay": Fraction(1)} for t in IDLE.profiles}, {"1": dict.fromkeys(IDLE.profiles, ZERO)}
SORTED = Game(
    make_market(
        {"1": {"a": HALF, "b": HALF}},
        {("1",): {"left": {"1": lambda t: int(t["1"] == "a")}, "right": {"1": lambda t: int(t["1"] == "b")}}},
    )
)
PARTED = {t: {"left": Fraction(t == ("a",)), "right": Fraction(t == ("b",))} for t in SORTED.profiles}, REST[1]
VIRTUAL_PARTED = write.virtual(SORTED, PARTED)
VIRTUAL_ENDLESS = write.virtual(IDLE, REST)

INHIBITIVE = write.inhibitive(EXAMPLE_1, gross_payoffs(EXAMPLE_1, M2))
BLOCKED = write.inhibitive(EXAMPLE_1, gross_payoffs(EXAMPLE_1, M1))
BLOCKED_UNBOUNDED = write.inhibitive(EXAMPLE_1, gross_payoffs(EXAMPLE_1, M1), bound=False)
FINE = write.inhibitive(EXAMPLE_1, gross_payoffs(EXAMPLE_1, M2), fine=True)
SUPPORTED = given(EXAMPLE_2, of_1=("7/2", "8/3"), of_2=(1, -1))
PLAINLY = write.inhibitive(EXAMPLE_2, SUPPORTED)
NOT_FINELY = write.inhibitive(EXAMPLE_2, SUPPORTED, fine=True)
SUBSIDY = write.cheapest(EXAMPLE_1, given(EXAMPLE_1, of_1=(5, 1), of_2=(1, 1)))
SUBSIDY_NONE = write.cheapest(EXAMPLE_1, gross_payoffs(EXAMPLE_1, M2))

CORE = write.core_test(EXAMPLE_1, M2)
CORE_SEVERED = write.core_test(EXAMPLE_2, BET, severance=SEVERED)
CORE_ALLOCATION = write.core_test(EXAMPLE_2, None, SUPPORTED)
CORE_BOTH = write.core_test(EXAMPLE_1, M2, gross_payoffs(EXAMPLE_1, M1))
CORE_BLOCKED = write.core_test(EXAMPLE_1, M1)
CORE_UNACHIEVED = write.core_test(EXAMPLE_1, None, given(EXAMPLE_1, of_1=(6, 2), of_2=(1, 1)))
CORE_LYING = write.core_test(EXAMPLE_1, LYING)
SEVERANCE = write.severance(EXAMPLE_2, BET, SEVERED)
SEVERANCE_LIE = write.severance(EXAMPLE_1, LYING)
SEVERANCE_PROFIT = write.severance(EXAMPLE_1, BURNT)
SEVERANCE_GAIN = write.severance(EXAMPLE_1, NO_TRADE)
SEVERANCE_WEIGHTS = write.severance(EXAMPLE_1, M1)
SEVERANCE_CASES = write.severance(EXAMPLE_2, POOLED)
SEVERANCE_TREE = write.severance_cases(EXAMPLE_2, POOLED, "2", "buyer")
SEVERANCE_OPEN = SEVERANCE_CASES | {"outcome": {}, "certificate": {}, "findings": [write.finding("core-mechanism", None, "unproven")]}
SEVERANCE_REPORTED = SEVERANCE_OPEN | {"findings": [write.finding("core-mechanism", None, "numeric", boxes=7)]}
SEVERANCE_FLOWS = write.severance_cases(EXAMPLE_2, POOLED, "1", "H")
FOUND = write.find_core(EXAMPLE_1, EIGHTH)
FOUND_COMPLETE = write.find_core(MIXED, NO_MULTIPLIERS, "complete-information")
FOUND_NOT = write.find_core(EXAMPLE_1, NO_MULTIPLIERS)
NO_CORE = write.no_core(MAJORITY)

PRICE, CHANCE = ({key: of, "given": {"1": "H"}} for key, of in (("transfer_to", "1"), ("probability_of", "trade")))
TRIANGLE = [(ZERO, ZERO), (HALF, ZERO), (Fraction(6, 5), Fraction(1, 5))]
REGION = proofs.region(EXAMPLE_1, EIGHTH, PRICE, CHANCE, TRIANGLE, marks={"first": M1, "second": M2})
REGION_FINE = proofs.region(EXAMPLE_1, EIGHTH, PRICE, CHANCE, fine=True, given=False)
REGION_SEGMENT = proofs.region(EXAMPLE_1, EIGHTH, {"probability_of": "trade"}, {"probability_of": "keep"})
REGION_POINT = proofs.region(EXAMPLE_1, EIGHTH, {"severance_of": "1"}, {"severance_of": "2"}, [(ZERO, ZERO)])
REGION_UTILITIES = proofs.region(EXAMPLE_1, EIGHTH, {"utility_of": "1"}, {"forgone_by": "1"})
TEMPTING = Game(seller_buyer((3, 4), (6, 5)))
BOTH_LIES = {("1", "H", "L"): Fraction(1, 4), ("1", "L", "H"): Fraction(1, 8)}
REGION_LIES = proofs.region(TEMPTING, BOTH_LIES, {"utility_of": "1", "given": {"1": "L"}}, CHANCE)
REGION_EMPTY = proofs.region(EXAMPLE_1, NO_MULTIPLIERS, PRICE, CHANCE, [])
REGION_OPEN = REGION | {"outcome": {key: REGION["outcome"][key] for key in ("multipliers", "marks")}, "certificate": {}}
REGION_OPEN |= {"findings": [write.finding("region", None, "unproven", reason="unbounded")]}
REGION_MISSED = {**REGION_FINE, "outcome": {}, "certificate": {}, "findings": [write.finding("region", None, "unproven", reason="no multipliers")]}
REGION_WHOLE = REGION | {"input": REGION["input"] | {"whole": True}, "outcome": REGION["outcome"] | {"outer": {"x": {"least": "-1/100"}, "y": {}}}}
REGION_WHOLE |= {"findings": [*REGION["findings"], write.finding("outer-bounds", None, "numeric", boxes=12)]}

FEE, MORE = Fraction(1, 100), Fraction(1, 8)


def offer(price, moves=("a",)):
    """Both trade at a price less, and plus, a fee; whoever moves otherwise than `a` has less by an eighth."""
    results = {}
    for d, e in ((d, e) for d in moves for e in moves):
        results[d, e] = {"trade": Fraction(1)}, (Fraction(price) - FEE - MORE * (d != "a"), -Fraction(price) - FEE - MORE * (e != "a"))
    return proofs.alternative(("1", "2"), (list(moves), list(moves)), results)


ALONE = proofs.alternative(("1",), (["stay", "go"],), {("stay",): ({"keep": Fraction(1)}, (-FEE,)), ("go",): ({"keep": Fraction(1)}, (-1,))})
CHEAP = sale(EXAMPLE_1, (1, 1), (1, 1))
KEPT = sale(EXAMPLE_2, (0, 0), (0, 0))
PRIOR = {"1": EXAMPLE_1.p["1"], "2": EXAMPLE_1.p["2"]}
FIRST_MOVES = {"1": {"H": "a", "L": "a"}, "2": {"buyer": "a"}}
DEAR = offer("11/2", ("a", "b"))
DURABLE = proofs.durable(EXAMPLE_1, NO_TRADE, DEAR, proofs.play_of(EXAMPLE_1, DEAR, PRIOR, FIRST_MOVES))
DURABLE_TESTED = proofs.durable(EXAMPLE_1, NO_TRADE, DEAR, proofs.play_of(EXAMPLE_1, DEAR, PRIOR, FIRST_MOVES), tested=True)
UNBELIEVABLE = proofs.durable(EXAMPLE_1, NO_TRADE, DEAR, proofs.play_of(EXAMPLE_1, DEAR, PRIOR | {"1": {"H": 1, "L": 0}}, FIRST_MOVES), tested=True)
UNPLAYED = proofs.durable(EXAMPLE_1, NO_TRADE, DEAR, proofs.play_of(EXAMPLE_1, DEAR, PRIOR, FIRST_MOVES | {"2": {"buyer": "b"}}), tested=True)
LOW_OFFER = offer("9/2")
WELCOME = proofs.durable(EXAMPLE_1, NO_TRADE, LOW_OFFER, proofs.play_of(EXAMPLE_1, LOW_OFFER, PRIOR | {"1": {"H": 1, "L": 0}}, FIRST_MOVES), tested=True)
DURABLE_ALONE = proofs.durable(EXAMPLE_1, M2, ALONE, proofs.play_of(EXAMPLE_1, ALONE, PRIOR, {"1": {"H": "stay", "L": "stay"}}))
NOT_DURABLE_ALONE = proofs.durable(EXAMPLE_1, CHEAP, ALONE)
NOT_DURABLE = proofs.durable(EXAMPLE_2, KEPT, offer("13/4", ("a", "b")))
NOT_DURABLE_SIMPLY = proofs.durable(EXAMPLE_2, KEPT, offer("13/4"))
THREE = proofs.alternative(("1", "2", "3"), (["a"],) * 3, {("a",) * 3: ({"act": Fraction(1)}, (-1, 0, 0))})
SHARED = {MAJORITY.profiles[0]: {"act": Fraction(1)}}, {i: {MAJORITY.profiles[0]: ZERO} for i in "123"}
DURABLE_OPEN = proofs.durable(MAJORITY, SHARED, THREE)

HONEST = answers_among(globals())
