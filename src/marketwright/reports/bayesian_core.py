"""Core tests, severance and core allocations in words: the rules bayesian/inhibitive, core-test, severance and find-core."""

from collections.abc import Mapping

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_claims import reason_text
from marketwright.reports.bayesian_mechanisms import improvement_sections, subsidy_sentence
from marketwright.reports.bayesian_multipliers import proof_sections
from marketwright.reports.bayesian_numbers import precise
from marketwright.reports.bayesian_plan import plan_sections
from marketwright.reports.bayesian_severance import clause_section, severance_sections
from marketwright.reports.bayesian_tables import mechanism_lines, nonzero, table_lines, type_lines
from marketwright.reports.bayesian_words import flat, fraction, joined, paragraphs
from marketwright.reports.words import WIDTH, Section, wrapped

FORGONE = "What everybody forgoes by joining a coalition that blocks"
REMEDY = (
    "Severance: `marketwright solve MARKET --rule bayesian/severance` looks for one with which nobody blocks this mechanism. "
    "It finds one, proves that there is none, or ends undecided."
)
METHODS: Mapping[str, str] = {
    "complete-information": "no multipliers are needed: it is found as if types were known.",
    "trust-region": "it was found by a search over multipliers, step by step.",
    "relaxation": "it was found by a search over multipliers that starts from a relaxation.",
    "random-start": "it was found by a search over multipliers from a random start.",
    "branch-and-bound": "it was found by a branch and bound over multipliers.",
}
"""How a core allocation was found; that it is one is proved apart."""


def inhibitive_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The plan that blocks, if there is one."""
    return flat(plan_sections(answered, width))


def inhibitive_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """What is forgone, and the plan with its payments."""
    forgone = (FORGONE, table_lines(answered, answered.document["input"]["allocation"], width))
    finding = answered.finding("inhibitive") or answered.finding("finely-supported")
    proof = proof_sections(answered, width) if finding is not None and finding["holds"] else []
    return [forgone, *plan_sections(answered, width, whole=True), *proof]


def core_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The mechanism with a verdict, severance as clauses, and the plan that blocks."""
    return flat([*_mechanism(answered, width), clause_section(answered, width), *plan_sections(answered, width)])


def core_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with what everybody has and forgoes."""
    outcome = answered.document["outcome"]
    return [
        *_mechanism(answered, width),
        ("What everybody has in the end, money and payoffs", table_lines(answered, outcome["payoffs"], width)),
        *([(FORGONE, table_lines(answered, outcome["allocation"], width))] if nonzero(outcome["severance"]) else []),
        *severance_sections(answered, width),
        *plan_sections(answered, width, whole=True),
        ("What might help", _remedy(answered, width)),
        *proof_sections(answered, width),
    ]


def _mechanism(answered: AnsweredMarket, width: int) -> list[Section]:
    """The tested mechanism, and what types expect."""
    outcome = answered.document["outcome"]
    stated = "subsidy" not in outcome
    head = f"The mechanism{_verdict(answered)}" if stated else f"The allocation{_verdict(answered)}; the cheapest mechanism that achieves it"
    money = [] if stated else paragraphs([subsidy_sentence(outcome["subsidy"])], width)
    return [
        (head, [*mechanism_lines(answered, outcome["mechanism"], width), *money]),
        ("What every type expects", type_lines(answered, {"expects": outcome["utilities"]}, width)),
    ]


def _verdict(answered: AnsweredMarket) -> str:
    """What keeps it from the core, as far as the findings say it."""
    kept = _kept(answered)
    words = {"feasible": "is not feasible", "achieves": "does not achieve the allocation", "achievable": "needs a subsidy", "inhibitive": f"is blocked{kept}"}
    failed = [text for claim, text in words.items() if (finding := answered.finding(claim)) is not None and finding["holds"] is False]
    return f", which {joined(failed)}" if failed else f", which is in the core{kept}"


def _kept(answered: AnsweredMarket) -> str:
    """With which severance a mechanism is tested: with another one it may be in the core, or blocked."""
    asked = answered.document["input"]
    if "mechanism" not in asked:
        return ""
    return " with this allocation" if "allocation" in asked else f" with{' this' if nonzero(answered.document['outcome']['severance']) else 'out'} severance"


def _remedy(answered: AnsweredMarket, width: int) -> list[str]:
    """Where to look for severance that keeps a mechanism from being blocked, if any might."""
    blocked, feasible, asked = answered.finding("inhibitive"), answered.finding("feasible"), answered.document["input"]
    if blocked is None or blocked["holds"] or feasible is None or not feasible["holds"] or "allocation" in asked:
        return []
    profit = fraction(answered.document["outcome"]["profit"])
    if profit:
        return wrapped(f"Severance alone cannot help: the mediator keeps {precise(profit)} in expectation, in the core nothing.", width)
    return wrapped(REMEDY, width)


def severance_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Clauses that make the mechanism a core mechanism, or why none do."""
    return flat(severance_report_sections(answered, width, whole=False))


def severance_report_sections(answered: AnsweredMarket, width: int = WIDTH, *, whole: bool = True) -> list[Section]:
    """The same as sections."""
    outcome, finding = answered.document["outcome"], answered.finding("core-mechanism")
    if finding is None or finding["holds"] is None:
        return []
    if finding["holds"]:
        table = (FORGONE, table_lines(answered, outcome["allocation"], width)) if whole else ("", [])
        expected = ("What every type expects", type_lines(answered, {"expects": outcome["utilities"]}, width)) if whole else ("", [])
        clauses = severance_sections(answered, width) if whole else [clause_section(answered, width)]
        return [*clauses, table, expected, *(proof_sections(answered, width) if whole else [])]
    sections = [("No severance makes it a core mechanism", paragraphs([f"{reason_text(answered, finding['witness'])}."], width))]
    if "improvement" in outcome:
        sections += improvement_sections(answered, outcome, width)
    if whole and "weights" in answered.document["certificate"]:
        sections.append(("Why nobody may get severance in the core", _weights(answered, width)))
    return [*sections, *plan_sections(answered, width, whole=whole)]


def _weights(answered: AnsweredMarket, width: int) -> list[str]:
    """The bounds on weights that leave no room for severance."""
    bounds: dict[str, dict[str, object]] = {}
    for entry in answered.document["certificate"]["weights"]:
        bounds.setdefault(entry["player"], {})[entry["type"]] = entry["at_least"]
    said = (
        "in the core severance times weight is 0 for every type, and all multipliers that prove this mechanism incentive-efficient "
        "give every type at least this weight."
    )
    return [*type_lines(answered, {"weight at least": bounds}, width), *paragraphs([said], width)]


def find_core_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The core mechanism with its severance, or what was found instead."""
    return flat([*_found(answered, width), *([clause_section(answered, width)] if "severance" in answered.document["outcome"] else [])])


def find_core_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with what everybody forgoes."""
    outcome = answered.document["outcome"]
    forgone = [(FORGONE, table_lines(answered, outcome["allocation"], width))] if outcome else []
    return [*_found(answered, width), *forgone, *(severance_sections(answered, width) if outcome else []), *proof_sections(answered, width)]


def _found(answered: AnsweredMarket, width: int) -> list[Section]:
    outcome = answered.document["outcome"]
    if not outcome:
        return [("The core is empty", paragraphs(["whatever all players do together, some coalitions, each part of the time, do better."], width))]
    subsidy = outcome.get("subsidy")
    head = "A mechanism in the core" if subsidy is None else "No core allocation was found; this one is not blocked, but needs a subsidy"
    said = METHODS[outcome["method"]] if subsidy is None else subsidy_sentence(subsidy)
    return [
        (head, [*mechanism_lines(answered, outcome["mechanism"], width), *paragraphs([said], width)]),
        ("What every type expects", type_lines(answered, {"expects": outcome["utilities"]}, width)),
    ]
