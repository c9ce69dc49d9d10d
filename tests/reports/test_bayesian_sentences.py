"""Sentences of findings of the rules bayesian/...: every rule, whether its claims hold, fail or stay open; odd names; large games stay short."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from marketwright import BayesianMarket
from marketwright.markets.document import canonical_text
from marketwright.reports import AnsweredMarket, explanation, summary
from marketwright.reports.bayesian_claims import bayesian_sentence
from marketwright.reports.bayesian_severance import clauses
from marketwright.reports.by_rule import REPORTS
from marketwright.rules import RULES
from tests.bayesian_markets import make_market
from tests.papers.bayesian_cases import EXAMPLE_1, EXAMPLE_2, EXAMPLE_3, M1, M2, always_sold, by_seller, game, symmetric
from tests.reports.bayesian_answers import (
    CHEAP,
    DEAR,
    FIRST,
    LOSING,
    NO_SALE,
    ONE_EIGHTH,
    PAYOFFS_OF_M1,
    PAYOFFS_OF_M2,
    PRICE,
    SIDE_BETS,
    SOLD,
    TEMPTING,
    about,
    explained,
    of_player,
    offer,
    told,
)

FEASIBLE = "nobody gains by a lie, and the mediator loses nothing"
EFFICIENT = "proved: no feasible mechanism is better for all types of all players"
BETTER = "proved: another feasible mechanism gives every type of every player at least 0.25 more"
LIE = "proved: player 1 as H gains 2 by claiming to be L"
NO_PLAN = "whatever a rival mediator offers, some type gains by a lie or loses by taking part, or the rival earns nothing"
FINE = "the multipliers support the allocation in every profile, not only on average over outsiders"
ALIKE = "compared with the prior, no type of a player has become more likely than those who are better off in the alternative"
REJECTED = "some member is, whatever his type, at least as well off with the mechanism"
FLAT = {"1": {"H": "1/2", "L": "1/2"}, "2": {"buyer": 1}}
AGREE = {"1": {"H": {"yes": 1}, "L": {"yes": 1}}, "2": {"buyer": {"yes": 1}}}
L_AGREES = {**AGREE, "1": {"H": {"no": 1}, "L": {"yes": 1}}}
WASTE = {"lottery": {"*,*": {"keep": 1}}, "transfers": {"1": -2, "2": -3}}
ALONE = {
    "members": ["1"],
    "moves": {"1": ["leave", "stay"]},
    "results": [{"moves": {"1": move}, "lottery": {"keep": 1}, "payments": {"1": paid}} for move, paid in (("leave", "-1/100"), ("stay", -1))],
}
CASES = {
    "mechanism yes": (
        EXAMPLE_1,
        "mechanism",
        {"mechanism": M1},
        {
            "incentive-compatible": "proved: no type of any player gains by claiming to be another",
            "feasible": f"proved: {FEASIBLE}",
            "individually-rational": "proved: every type has at least what it can expect alone",
        },
    ),
    "mechanism no": (
        EXAMPLE_1,
        "mechanism",
        {"mechanism": TEMPTING},
        {"incentive-compatible": LIE, "feasible": LIE, "individually-rational": "proved: player 1 as H would expect 2 more alone"},
    ),
    "mechanism loses": (EXAMPLE_1, "mechanism", {"mechanism": LOSING}, {"feasible": "proved: the mediator loses 1 in expectation"}),
    "efficient yes": (EXAMPLE_1, "efficient", {"mechanism": M1}, {"incentive-efficient": EFFICIENT}),
    "efficient no": (
        EXAMPLE_1,
        "efficient",
        {"mechanism": NO_SALE},
        {"incentive-efficient": BETTER, "largest-gain": "proved: no feasible mechanism gives every type more than 0.25 more"},
    ),
    "efficient lie": (EXAMPLE_1, "efficient", {"mechanism": TEMPTING}, {"feasible": LIE, "incentive-efficient": LIE}),
    "efficient loses": (EXAMPLE_1, "efficient", {"mechanism": LOSING}, {"incentive-efficient": "proved: the mediator loses 1 in expectation"}),
    "frontier": (EXAMPLE_1, "efficient", {}, {"largest-value": "proved: no feasible mechanism has a weighted sum above 4"}),
    "frontier with floors": (
        EXAMPLE_1,
        "efficient",
        {"participation": True},
        {"largest-value": "proved: no feasible mechanism that gives every type what it can expect alone has more than 11/3"},
    ),
    "virtual yes": (EXAMPLE_1, "virtual", {"mechanism": M1}, {"incentive-efficient": EFFICIENT, "jeopardy": "proved: the ranges of all multipliers are exact"}),
    "virtual no": (EXAMPLE_1, "virtual", {"mechanism": NO_SALE}, {"incentive-efficient": BETTER}),
    "inhibitive yes": (EXAMPLE_1, "inhibitive", {"allocation": PAYOFFS_OF_M2}, {"inhibitive": f"proved by all 7 inequalities: {NO_PLAN}"}),
    "inhibitive no": (
        EXAMPLE_1,
        "inhibitive",
        {"allocation": PAYOFFS_OF_M1},
        {"inhibitive": "proved: a rival mediator has a plan that earns 2/81", "largest-profit": "proved: no plan earns more than 2/81"},
    ),
    "fine yes": (
        EXAMPLE_3,
        "inhibitive",
        {"allocation": symmetric((7, "7/2", 7, "9/4")), "support": "fine"},
        {"finely-supported": f"proved by all 24 inequalities: {FINE}"},
    ),
    "fine no": (
        EXAMPLE_2,
        "inhibitive",
        {"allocation": by_seller("7/2", "8/3", 1, -1), "support": "fine"},
        {"finely-supported": "proved: invitations that depend on the types of all players would earn 0.5"},
    ),
    "subsidy yes": (EXAMPLE_1, "subsidy", {"allocation": CHEAP}, {"achievable": "proved: a feasible mechanism leaves everybody at least this much"}),
    "subsidy no": (
        EXAMPLE_1,
        "subsidy",
        {"allocation": DEAR},
        {
            "least-subsidy": "proved: no incentive compatible mechanism that leaves everybody this much has a subsidy below 1.5",
            "achievable": "proved: it needs a subsidy of 1.5 at least",
        },
    ),
    "core yes": (
        EXAMPLE_1,
        "core-test",
        {"mechanism": M2},
        {
            "achieves": "proved: everybody gets at least what the allocation says, whatever the types",
            "core": "proved by all 7 inequalities: the mechanism can be carried out and leaves everybody at least the allocation, which no plan blocks",
            "incentive-efficient": EFFICIENT,
        },
    ),
    "core short": (
        EXAMPLE_1,
        "core-test",
        {"mechanism": M2, "allocation": DEAR},
        {
            "achieves": "proved: player 2 gets 1 less than the allocation says when player 1 is H",
            "core": "proved: not all of the conditions above hold",
        },
    ),
    "core of an allocation": (EXAMPLE_1, "core-test", {"allocation": DEAR}, {"achievable": "proved: it needs a subsidy of 1.5 at least"}),
    "severance yes": (
        EXAMPLE_2,
        "severance",
        {"mechanism": SIDE_BETS},
        {"core-mechanism": "proved by all 7 inequalities: with this severance no plan blocks the mechanism"},
    ),
    "severance lie": (EXAMPLE_1, "severance", {"mechanism": TEMPTING}, {"core-mechanism": LIE}),
    "severance profit": (EXAMPLE_1, "severance", {"mechanism": LOSING}, {"core-mechanism": "proved: the mediator's profit is -1, in the core it is 0"}),
    "severance gain": (
        EXAMPLE_1,
        "severance",
        {"mechanism": NO_SALE},
        {"core-mechanism": "proved: it is not incentive-efficient: another feasible mechanism gives every type at least 0.25 more"},
    ),
    "severance weights": (
        EXAMPLE_1,
        "severance",
        {"mechanism": M1},
        {"core-mechanism": "proved: all types have weights above 0, so that none may get severance in the core, and without severance a plan blocks"},
    ),
    "severance cases": (
        EXAMPLE_3,
        "severance",
        {"mechanism": FIRST},
        {
            "core-mechanism": "proved by all 4 cases: in the core every type gets no severance or has weight 0, and whichever do, "
            "the conditions of the core contradict one another"
        },
    ),
    "find-core yes": (
        EXAMPLE_1,
        "find-core",
        {},
        {
            "core": "proved by all 7 inequalities: a feasible mechanism leaves everybody this allocation, which no plan blocks",
            "finely-supported": f"proved by all 8 inequalities: {FINE}",
        },
    ),
    "region": (
        EXAMPLE_1,
        "core-region",
        {"x": PRICE, "y": SOLD, "multipliers": ONE_EIGHTH},
        {"region": "proved: these are exactly the points that core allocations with these multipliers have"},
    ),
    "region empty": (
        EXAMPLE_1,
        "core-region",
        {"x": PRICE, "y": SOLD, "multipliers": []},
        {"region": "proved: these multipliers support no core allocation"},
    ),
    "durable yes": (
        EXAMPLE_1,
        "durable",
        {"mechanism": M2, "alternative": offer()},
        {"durable": "proved: these beliefs and strategies are an equilibrium, they are credible, and somebody rejects the alternative"},
    ),
    "durable no": (
        EXAMPLE_1,
        "durable",
        {"mechanism": WASTE, "alternative": offer()},
        {"durable": "proved by all 2 cases: no beliefs and strategies are an equilibrium, credible, and make somebody reject the alternative"},
    ),
    "durable alone": (
        EXAMPLE_1,
        "durable",
        {"mechanism": WASTE, "alternative": ALONE},
        {"durable": "proved by all 2 cases: some type gains by choosing the alternative, and nobody else is asked"},
    ),
    "durable stated, no equilibrium": (
        EXAMPLE_1,
        "durable",
        {"mechanism": M2, "alternative": offer(), "beliefs": FLAT, "strategies": AGREE},
        {
            "equilibrium": 'proved: player 1 as H would gain 3.99 by the move "no"',
            "credible": f"proved: {ALIKE}",
            "rejected": f"proved: {REJECTED}",
            "durable": "these beliefs and strategies do not show it; others may",
        },
    ),
    "durable stated, not credible": (
        EXAMPLE_1,
        "durable",
        {"mechanism": NO_SALE, "alternative": offer("3/2", "8/5"), "beliefs": {"1": {"H": 1, "L": 0}, "2": {"buyer": 1}}, "strategies": L_AGREES},
        {"credible": "proved: player 1 as L is better off in the alternative by 0.5, but compared with the prior another type has become more likely"},
    ),
    "durable stated, not rejected": (
        EXAMPLE_1,
        "durable",
        {"mechanism": WASTE, "alternative": offer(), "beliefs": FLAT, "strategies": L_AGREES},
        {"rejected": "proved: every member has a type that is better off in the alternative: player 1 as L and player 2"},
    ),
    "balanced yes": (
        EXAMPLE_1,
        "balanced",
        {},
        {"balanced": "proved by all 3 balanced plans: one lottery of what all players can do matches each of them, whatever the types"},
    ),
}


def sentences(answer: AnsweredMarket) -> dict[str, str]:
    return {finding["claim"]: bayesian_sentence(answer, finding) for finding in answer.document["findings"]}


@pytest.mark.parametrize(("market", "rule", "given", "expected"), CASES.values(), ids=CASES)
def test_sentences_say_what_is_found_and_how_it_is_known(market, rule, given, expected) -> None:
    said = sentences(about(market, rule, **given))
    assert {claim: said[claim] for claim in expected} == expected


def test_every_rule_of_the_room_has_a_report_and_a_sentence_here() -> None:
    rules = {rule.id for rule in RULES if rule.id.startswith("bayesian/")}
    assert rules <= set(REPORTS)
    assert rules == {f"bayesian/{rule}" for _, rule, _, _ in CASES.values()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_answers_read_from_files_are_told_in_the_same_words(case) -> None:
    market, rule, given, _ = case
    answer = about(market, rule, **given)
    from_file = replace(answer, document=json.loads(canonical_text(answer.document)))
    assert summary(from_file) == summary(answer)
    assert explanation(from_file, 7) == explanation(answer, 7)
    assert of_player(from_file) == of_player(answer)


def opened(answer: AnsweredMarket, claim: str, grade: str, outcome=None, **more) -> str:
    """The sentence if the claim had stayed open."""
    finding = {"claim": claim, "holds": None, "grade": grade, **more}
    kept = answer.document["outcome"] if outcome is None else outcome
    return bayesian_sentence(replace(answer, document={**answer.document, "outcome": kept, "findings": [finding]}), finding)


def test_what_stays_open_is_not_called_proved() -> None:
    plan = about(EXAMPLE_1, "inhibitive", allocation=PAYOFFS_OF_M1)
    assert opened(plan, "largest-profit", "unproven") == "a limit came first: other plans may earn more than 2/81"
    severance = about(EXAMPLE_1, "severance", mechanism=M1)
    assert opened(severance, "core-mechanism", "numeric", {}, boxes=12) == "not proved: none was found by a branch and bound with rounding over 12 boxes"
    assert opened(severance, "core-mechanism", "unproven", {}) == "a limit came first"
    region = about(EXAMPLE_1, "core-region", x=PRICE, y=SOLD)
    assert opened(region, "region", "unproven", {}, reason="no multipliers") == "no core allocation was found, so there are no multipliers to show a region of"
    assert opened(region, "region", "unproven", {"multipliers": []}, reason="limit") == "a limit came first"
    assert opened(region, "region", "unproven", {"multipliers": []}, reason="unbounded") == (
        "the region has no bound in some direction; other quantities, or more types that are given, may have bounds"
    )
    bounds = opened(region, "outer-bounds", "numeric", boxes=1)
    assert bounds == "not proved: computed with rounding, by a branch and bound over 1 box of multipliers; outside of them it says nothing"
    assert opened(about(EXAMPLE_1, "balanced"), "balanced", "unproven") == "a limit came first"
    durable = about(EXAMPLE_1, "durable", mechanism=M2, alternative=offer())
    assert opened(durable, "durable", "unproven", {}) == "a limit came first"
    three = {**durable.document, "input": {**durable.document["input"], "alternative": {**offer(), "members": ["1", "2", "3"]}}}
    assert opened(replace(durable, document=three), "durable", "unproven", {}) == (
        "no beliefs and strategies were found that keep the mechanism; with three members or more that proves nothing"
    )


def majority() -> BayesianMarket:
    """Any two of three players share 1."""
    players = [{"name": name, "types": {"a": 1}} for name in "123"]
    pairs = [{"members": list(pair), "actions": {"share": {pair[0]: 1, pair[1]: 0}}} for pair in ("12", "13", "23")]
    return game({"players": players, "coalitions": [*pairs, {"members": list("123"), "actions": {"share": {"1": 1, "2": 0, "3": 0}}}]})


def test_an_empty_core_is_told_with_the_coalitions_that_empty_it() -> None:
    text = " ".join(told(majority(), "find-core").split())
    assert "The core is empty Whatever all players do together, some coalitions, each part of the time, do better." in text
    assert '0.5 of players 1 and 2 with "share", 0.5 of players 1 and 3 with "share" and 0.5 of players 2 and 3 with "share" is worth 1.5' in text


def apart() -> BayesianMarket:
    """Two players who can do more apart than together, whatever their types."""
    players = [{"name": "1", "types": {"a": "1/2", "b": "1/2"}}, {"name": "2", "types": {"c": 1}}]
    both = {"members": ["1", "2"], "actions": {"meet": {"1": 0, "2": 0}}}
    return game(
        {"players": players, "coalitions": [{"members": ["1"], "actions": {"stay": {"1": 1}}}, {"members": ["2"], "actions": {"stay": {"2": 1}}}, both]}
    )


def test_without_a_core_allocation_the_subsidy_is_told_and_nothing_is_called_empty() -> None:
    text = told(apart(), "find-core")
    assert "No core allocation was found; this one is not blocked, but needs a subsidy" in text
    assert "  The mediator has to add 2 in expectation." in text
    assert "no core allocation was found; in a game that is not balanced there may be none" in " ".join(text.split())


def test_a_plan_that_cannot_be_imitated_is_told_with_its_proof() -> None:
    text = " ".join(explained(apart(), "balanced").split())
    assert 'A balanced plan that cannot be imitated The plan: player 1 with "stay" and player 2 with "stay".' in text
    assert "more than those of any action of all players." in text


def test_participation_that_is_not_possible_is_a_title() -> None:
    text = told(apart(), "efficient", participation=True)
    assert "No feasible mechanism gives every type what it can expect alone" in text
    assert "participation-possible no proved: no feasible mechanism gives every type what it can expect alone" in " ".join(text.split())


ODD, STRANGE = 'Smith, "Ltd" (x); and y', "it's 50% \\ {x}"


def odd_market() -> tuple[BayesianMarket, dict]:
    """Example 1 with names that could be misread, and its first mechanism."""
    worth = {"5": 5, STRANGE: 1}
    market = make_market(
        {ODD: {"5": Fraction(1, 2), STRANGE: Fraction(1, 2)}, "7": {"z" * 60: Fraction(1)}},
        {
            (ODD,): {"stay": {ODD: lambda t: worth[t[ODD]]}},
            ("7",): {"nothing": {"7": lambda t: 0}},
            (ODD, "7"): {
                "keep, or not": {ODD: lambda t: worth[t[ODD]], "7": lambda t: 0},
                "x" * 120: {ODD: lambda t: 0, "7": lambda t: worth[t[ODD]] + 1},
            },
        },
    )
    paid = {"5,*": "11/18", f"{STRANGE},*": "3/2"}
    lottery = {"5,*": {"x" * 120: "1/9", "keep, or not": "8/9"}, f"{STRANGE},*": {"x" * 120: 1}}
    return market, {"lottery": lottery, "transfers": {ODD: paid, "7": {key: f"-{amount}" for key, amount in paid.items()}}}


def test_names_that_could_be_misread_are_quoted_or_said_to_be_names() -> None:
    market, mechanism = odd_market()
    text = " ".join(explained(market, "virtual", mechanism=mechanism).split())
    quoted = '"Smith, \\"Ltd\\" (x); and y"'
    assert f'{quoted} as type 5 values "keep, or not" as if it were worth 6 instead of 5, because type {STRANGE} is tempted to pass for type 5' in text
    plan = " ".join(told(market, "core-test", mechanism=mechanism).split())
    assert f'if {quoted} reports type 5, with probability 8/9 {quoted} alone is invited to "stay" and' in plan
    assert "player 7 pays 107/324" in plan


@pytest.mark.parametrize("rule", ["mechanism", "efficient", "virtual", "core-test", "severance"])
def test_no_line_is_wider_than_the_page(rule) -> None:
    market, mechanism = odd_market()
    answer = about(market, rule, mechanism=mechanism)
    for text in (summary(answer), explanation(answer, 7), of_player(answer)):
        assert max(map(len, text.split("\n"))) <= 100


def many_types(count: int) -> BayesianMarket:
    """A seller with many types, and a buyer with two."""
    types = [f"t{number:02d}" for number in range(count)]
    players = {"Ann": {kind: Fraction(1, count) for kind in types}, "Bob": {"b": Fraction(1, 2), "c": Fraction(1, 2)}}
    own = {kind: number for number, kind in enumerate(types)}
    keep = {"Ann": lambda t: own[t["Ann"]], "Bob": lambda t: 0}
    trade = {"Ann": lambda t: 0, "Bob": lambda t: own[t["Ann"]] + (t["Bob"] == "c")}
    alone = {"Ann": keep["Ann"]}
    return make_market(players, {("Ann",): {"keep": alone}, ("Bob",): {"nothing": {"Bob": lambda t: 0}}, ("Ann", "Bob"): {"keep": keep, "trade": trade}})


LEFT_OUT = {
    "mechanism": (30, "8 more types", "48 more profiles"),
    "virtual": (14, "32 more rows", "4 more rows"),
    "core-test": (30, "8 more types", "48 more profiles"),
    "find-core": (30, "8 more types", "48 more profiles"),
}


@pytest.mark.parametrize("rule", LEFT_OUT)
def test_pages_about_large_games_stay_short_and_count_what_they_leave_out(rule) -> None:
    count, *left_out = LEFT_OUT[rule]
    market = many_types(count)
    best = about(market, "efficient", participation=True).document["outcome"]["mechanism"]
    given = {} if rule == "find-core" else {"mechanism": json.loads(json.dumps(best, default=str))}
    text = explanation(about(market, rule, **given), 7)
    assert len(text.split("\n")) < 150
    assert [f"\n  and {said}\n" in text for said in left_out] == [True, True]


def test_clauses_name_only_types_that_matter() -> None:
    answer = about(EXAMPLE_2, "core-test", mechanism=always_sold("7/2"), severance={"1": {"H,*": "1/2", "L,*": "1/2"}})
    assert list(clauses(answer, ("1", "2"))) == [
        "if player 1 leaves to join another coalition while his type is H, he keeps 0.5.",
        "if player 1 leaves to join another coalition while his type is L, he keeps 0.5.",
    ]
