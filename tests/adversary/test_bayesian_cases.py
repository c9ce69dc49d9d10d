"""Cases about durability cover what the page says, neither more nor less: compared with all structures, one by one."""

import random
from fractions import Fraction
from itertools import combinations, product

from marketcheck import Accepted, check
from tests import bayesian_claims as claims
from tests.bayesian_markets import seller_buyer
from tests.bayesian_oracle import Game

from . import bayesian_answers as answers
from . import bayesian_proofs as proofs
from .bayesian_answers import EXAMPLE_2, KEPT, sale
from .breaking import code_of
from .writer import all_changed, changed, text

CASES = answers.NOT_DURABLE["certificate"]["cases"]
EVEN = Game(seller_buyer((3, 2), (7, 7)))
KEPT_EVENLY = sale(EVEN, (0, 0), (0, 0))
BOTH_KEEP = {"1": {"H": "b", "L": "b"}, "2": {"buyer": "a"}}


def with_cases(document: dict, kept: list[dict]) -> dict:
    return all_changed(document, certificate__cases=kept, findings__0__cases=len(kept))


def needs(document: dict):
    """Returns a function: whether a case is about certain structures and a veto."""
    of = claims.alternative_of(EXAMPLE_2, document["input"]["alternative"])
    entries = proofs._entries(EXAMPLE_2, KEPT, of)

    def covers(case: dict, structures: dict, veto: str) -> bool:
        j = case["member"]
        (k,) = [i for i in of[0] if i != j]
        gets, stays = entries[k]
        sums = dict.fromkeys(product(EXAMPLE_2.types[j], of[1][j]), Fraction(0))
        for row in case["proof"]:
            s = row["type"]
            if row["row"] == "likeliest" and s not in structures[j]["likeliest"]:
                return False
            if row["row"] == "reply" and row["move"] not in structures[k]["moves"][s]:
                return False
            if row["row"] == "outside" and s in structures[k]["likeliest"] and veto != k:
                return False
            for r, e in sums:
                values = {
                    "likeliest": lambda r=r, s=s, row=row: Fraction(r == s) / EXAMPLE_2.p[j][s] - Fraction(r == row.get("other")) / EXAMPLE_2.p[j][r],
                    "reply": lambda r=r, e=e, s=s, row=row: gets[s, row["move"], r, e] - gets[s, row["other"], r, e],
                    "outside": lambda r=r, e=e, s=s, row=row: stays[s, r] - gets[s, row["move"], r, e],
                }
                sums[r, e] += Fraction(row["multiplier"]) * values[row["row"]]()
        return all(sums[r, e] < 0 for r, moves in structures[j]["moves"].items() for e in moves)

    return of, covers


def all_structures(of) -> list:
    (first, second), moves, _, _ = of
    pairs = product(proofs._structures(EXAMPLE_2, moves, first), proofs._structures(EXAMPLE_2, moves, second), (first, second))
    return [({first: one, second: other}, veto) for one, other, veto in pairs]


def compare(document: dict, subsets: list[list[dict]]) -> set[bool]:
    """Returns the verdicts on subsets of the cases, each of which is what the structures say."""
    (of, covers), seen = needs(document), set()
    everything = all_structures(of)
    every = document["certificate"]["cases"]
    table = {id(case): {k for k, (structures, veto) in enumerate(everything) if covers(case, structures, veto)} for case in every}
    for kept in subsets:
        covered = set().union(*(table[id(case)] for case in kept))
        accepted = isinstance(check(text(with_cases(document, kept))), Accepted)
        assert accepted is (len(covered) == len(everything)), kept
        seen.add(accepted)
    return seen


def test_all_sets_of_cases_of_a_simple_alternative_are_judged_as_they_cover():
    every = answers.NOT_DURABLE_SIMPLY["certificate"]["cases"]
    subsets = [list(kept) for size in range(len(every) + 1) for kept in combinations(every, size)]
    assert compare(answers.NOT_DURABLE_SIMPLY, subsets) == {True, False}


def test_sets_of_cases_of_several_moves_are_judged_as_they_cover():
    rng = random.Random(5)
    subsets = [rng.sample(CASES, rng.randint(1, 12)) for _ in range(60)] + [[case] for case in CASES[::5]]
    subsets += [[case for case in CASES if case is not left] for left in CASES[:20]]
    assert compare(answers.NOT_DURABLE, subsets) == {True, False}


def test_rows_need_what_their_case_says():
    likeliest = next(k for k, case in enumerate(CASES) if "likeliest" in {row["row"] for row in case["proof"]})
    j, row = CASES[likeliest]["member"], next(row for row in CASES[likeliest]["proof"] if row["row"] == "likeliest")
    others = [s for s in EXAMPLE_2.types[j] if s != row["type"]]
    assert code_of(changed(answers.NOT_DURABLE, f"certificate/cases/{likeliest}/structures/{j}/likeliest", others)) == "T36"
    outside = next(k for k, case in enumerate(CASES) if case["member"] == case["veto"] and "outside" in {row["row"] for row in case["proof"]})
    (k,) = [i for i in ("1", "2") if i != CASES[outside]["member"]]
    everybody = list(EXAMPLE_2.types[k])
    assert code_of(changed(answers.NOT_DURABLE, f"certificate/cases/{outside}/structures/{k}/likeliest", everybody)) == "T36"


def test_a_reply_has_to_be_a_best_reply_of_the_case():
    row = {"row": "reply", "type": "buyer", "move": "b", "other": "a", "multiplier": 1}
    case = {
        "veto": "1",
        "structures": {"1": {"moves": {"H": ["a"], "L": ["a"]}, "likeliest": ["H"]}, "2": {"moves": {"buyer": ["a"]}, "likeliest": ["buyer"]}},
        "member": "1",
        "proof": [row],
    }
    assert code_of(with_cases(answers.NOT_DURABLE, [case, *CASES])) == "T36"
    allowed = changed(case, "structures/2/moves/buyer", ["b"])
    assert isinstance(check(text(with_cases(answers.NOT_DURABLE, [allowed, *CASES]))), Accepted)


def case_of(member: str, veto: str, *rows: dict, likeliest: str = "H") -> dict:
    """Returns a case in which everybody accepts."""
    first = {"moves": {"H": ["a"], "L": ["a"]}, "likeliest": [likeliest]}
    return {"veto": veto, "structures": {"1": first, "2": {"moves": {"buyer": ["a"]}, "likeliest": ["buyer"]}}, "member": member, "proof": [*rows]}


SELLER_VETOES = case_of("2", "1", {"row": "outside", "type": "L", "move": "a", "multiplier": 1})
BUYER_GAINS = {"row": "outside", "type": "buyer", "move": "a", "multiplier": 1}


def test_a_case_about_one_move_is_none_about_the_other():
    """By move b the seller keeps the good and the buyer pays a little, so that he would not gain."""
    results = {("a", "a"): ({"trade": Fraction(1)}, (4, Fraction(-9, 2))), ("b", "a"): ({"keep": Fraction(1)}, (0, Fraction(-1, 10)))}
    alternative = proofs.alternative(("1", "2"), (["a", "b"], ["a"]), results)
    cheap = changed(answers.NOT_DURABLE, "input/alternative", alternative)
    market = proofs.durable(EVEN, KEPT_EVENLY, alternative, proofs.play_of(EVEN, alternative, {"1": EVEN.p["1"], "2": EVEN.p["2"]}, BOTH_KEEP), tested=True)
    claimed = cheap | {"market": market["market"], "market_digest": market["market_digest"]}
    assert code_of(with_cases(claimed, [case_of("1", "2", BUYER_GAINS), SELLER_VETOES])) == "T37"
    alone = changed(alternative, "moves/1", ["a"]) | {"results": alternative["results"][:1]}
    assert isinstance(check(text(with_cases(changed(claimed, "input/alternative", alone), [case_of("1", "2", BUYER_GAINS), SELLER_VETOES]))), Accepted)


def test_a_case_about_a_likeliest_type_is_none_about_another():
    """The buyer gains if H is at least as likely as before, and loses if L is."""
    row = {"row": "likeliest", "type": "H", "other": "L", "multiplier": "7/4"}
    assert code_of(with_cases(answers.NOT_DURABLE_SIMPLY, [case_of("1", "2", row, BUYER_GAINS), SELLER_VETOES])) == "T37"
    both = [case_of("1", "2", row, BUYER_GAINS), SELLER_VETOES, *answers.NOT_DURABLE_SIMPLY["certificate"]["cases"]]
    assert isinstance(check(text(with_cases(answers.NOT_DURABLE_SIMPLY, both))), Accepted)
