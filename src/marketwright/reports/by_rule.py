"""How the answers of each rule are told: the one place where reports look at the rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marketwright.reports.allocation_explanation import allocation_sections
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.awards import allocation_lines
from marketwright.reports.bayesian_claims import bayesian_sentence
from marketwright.reports.bayesian_core import (
    core_report_lines,
    core_report_sections,
    find_core_report_lines,
    find_core_report_sections,
    inhibitive_report_lines,
    inhibitive_report_sections,
    severance_report_lines,
    severance_report_sections,
)
from marketwright.reports.bayesian_durable import balanced_report_lines, balanced_report_sections, durable_report_lines, durable_report_sections
from marketwright.reports.bayesian_mechanisms import (
    efficient_report_lines,
    efficient_report_sections,
    mechanism_report_lines,
    mechanism_sections,
    subsidy_report_lines,
    subsidy_report_sections,
)
from marketwright.reports.bayesian_player import player_sections
from marketwright.reports.bayesian_region import region_report_lines, region_report_sections
from marketwright.reports.bayesian_virtual import virtual_report_lines, virtual_report_sections
from marketwright.reports.claims import finding_sentence
from marketwright.reports.gamma_buyer import buyer_sections
from marketwright.reports.gamma_claims import gamma_sentence
from marketwright.reports.gamma_construct import construct_lines, construct_sections
from marketwright.reports.gamma_equilibrium import equilibrium_lines, equilibrium_sections
from marketwright.reports.gamma_replies import replies_lines, replies_sections
from marketwright.reports.gamma_reply import reply_lines, reply_sections
from marketwright.reports.gamma_theorems import theorems_lines, theorems_sections
from marketwright.reports.pricing_alliances import alliances_lines, alliances_sections
from marketwright.reports.pricing_claims import pricing_sentence
from marketwright.reports.pricing_prices import prices_lines, prices_sections, vickrey_prices_lines, vickrey_prices_sections
from marketwright.reports.pricing_shop import (
    coherence_lines,
    coherence_sections,
    shop_lines,
    shop_sections,
    stated_sentence,
    support_lines,
    support_sections,
)
from marketwright.reports.properties_explanation import properties_sections
from marketwright.reports.reallocative_bidder import bidder_sections
from marketwright.reports.reallocative_claims import reallocative_sentence
from marketwright.reports.reallocative_designs import (
    break_lines,
    break_sections,
    question_lines,
    question_sections,
    revenue_lines,
    revenue_sections,
    split_lines,
    split_sections,
)
from marketwright.reports.reallocative_outcomes import core_lines, core_sections, uniform_lines, uniform_sections, vickrey_lines, vickrey_sections
from marketwright.reports.reallocative_packages import (
    advise_lines,
    advise_sections,
    independent_lines,
    independent_sections,
    packages_lines,
    packages_sections,
    quantity_lines,
    quantity_sections,
)
from marketwright.reports.reallocative_sums import with_sums
from marketwright.reports.valuations import valuation_lines
from marketwright.reports.walrasian_buyer import unit_demand_buyer_sections
from marketwright.reports.walrasian_claims import walrasian_sentence
from marketwright.reports.walrasian_prices import extreme_lines, extreme_sections
from marketwright.reports.walrasian_rules import (
    counterexample_lines,
    counterexample_sections,
    manipulate_lines,
    manipulate_sections,
    properties_lines,
    properties_of_prices_sections,
)
from marketwright.reports.walrasian_stated import asked_price_lines, asked_price_sections, efficient_lines, efficient_sections
from marketwright.reports.words import Section

TOO_LONG = "The exact numbers of this outcome have more than 4,000 characters and are not written out: round the market's numbers, or take a part of it"
"""What is told in place of an outcome."""

Lines = Callable[[AnsweredMarket, int], list[str]]
Sections = Callable[[AnsweredMarket, int], list[Section]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What reports say of a rule's answers.

    `outcome`: lines of the summary; `sections`: those of the explanation; `sentence`: what a finding about the market says, with its evidence; `bounded`: what
    the certificate's `bound` is a bound on; `buyer`: sections about one buyer (by number), where the answer alone tells them.
    """

    outcome: Lines
    sections: Sections
    sentence: Callable[[AnsweredMarket, Mapping[str, Any]], str] = finding_sentence
    bounded: str = "the welfare"
    buyer: Callable[[AnsweredMarket, int, int], list[Section]] | None = None


def _gamma(outcome: Lines, sections: Sections) -> Report:
    return Report(outcome=outcome, sections=sections, sentence=gamma_sentence, bounded="what a reply pays", buyer=buyer_sections)


def _pricing(outcome: Lines, sections: Sections) -> Report:
    return Report(outcome=outcome, sections=sections, sentence=pricing_sentence)


def _walrasian(outcome: Lines, sections: Sections) -> Report:
    return Report(outcome=outcome, sections=sections, sentence=walrasian_sentence, buyer=unit_demand_buyer_sections)


def _reallocative(outcome: Lines, sections: Sections) -> Report:
    lines, parts = with_sums(outcome, [TOO_LONG]), with_sums(sections, [(TOO_LONG, [" "])])
    return Report(outcome=lines, sections=parts, sentence=reallocative_sentence, buyer=_bidder)


def _bayesian(outcome: Lines, sections: Sections) -> Report:
    return Report(outcome=outcome, sections=sections, sentence=bayesian_sentence, buyer=player_sections)


def _bidder(answered: AnsweredMarket, bidder: int, width: int) -> list[Section]:
    return with_sums(lambda found, columns: bidder_sections(found, bidder, columns), [(TOO_LONG, [" "])])(answered, width)


def _nothing(_: AnsweredMarket, __: int) -> list[Any]:
    return []


ALLOCATION = Report(outcome=allocation_lines, sections=allocation_sections)
FINDINGS_ONLY = _pricing(_nothing, _nothing)
REPORTS: Mapping[str, Report] = {
    "efficient": ALLOCATION,
    "pay-as-bid": ALLOCATION,
    "vickrey": ALLOCATION,
    "core-test": ALLOCATION,
    "properties": Report(outcome=lambda answered, _: valuation_lines(answered), sections=properties_sections),
    "gamma/reply": _gamma(reply_lines, reply_sections),
    "gamma/replies": _gamma(replies_lines, replies_sections),
    "gamma/equilibrium": _gamma(equilibrium_lines, equilibrium_sections),
    "gamma/construct": _gamma(construct_lines, construct_sections),
    "gamma/theorems": _gamma(theorems_lines, theorems_sections),
    **{f"prices/{scheme}": _pricing(prices_lines, prices_sections) for scheme in ("good", "eff", "all", "any")},
    "prices/vickrey": _pricing(vickrey_prices_lines, vickrey_prices_sections),
    "prices/alliances": _pricing(alliances_lines, alliances_sections),
    "prices/support": Report(outcome=support_lines, sections=support_sections, sentence=stated_sentence),
    "prices/coherence": Report(outcome=coherence_lines, sections=coherence_sections, sentence=stated_sentence),
    "prices/shop": Report(outcome=shop_lines, sections=shop_sections, sentence=stated_sentence),
    "walrasian/minimum": _walrasian(extreme_lines, extreme_sections),
    "walrasian/maximum": _walrasian(extreme_lines, extreme_sections),
    "walrasian/test": _walrasian(asked_price_lines, asked_price_sections),
    "walrasian/efficient": _walrasian(efficient_lines, efficient_sections),
    "walrasian/properties": _walrasian(properties_lines, properties_of_prices_sections),
    "walrasian/manipulate": _walrasian(manipulate_lines, manipulate_sections),
    "walrasian/counterexample": _walrasian(counterexample_lines, counterexample_sections),
    "reallocative/vickrey": _reallocative(vickrey_lines, vickrey_sections),
    "reallocative/uniform": _reallocative(uniform_lines, uniform_sections),
    "reallocative/core": _reallocative(core_lines, core_sections),
    "reallocative/always": _reallocative(question_lines, question_sections),
    "reallocative/revenue": _reallocative(revenue_lines, revenue_sections),
    "reallocative/shills": _reallocative(question_lines, question_sections),
    "reallocative/monotone": _reallocative(question_lines, question_sections),
    "reallocative/split": _reallocative(split_lines, split_sections),
    "reallocative/packages": _reallocative(packages_lines, packages_sections),
    "reallocative/independent": _reallocative(independent_lines, independent_sections),
    "reallocative/break": _reallocative(break_lines, break_sections),
    "reallocative/quantity": _reallocative(quantity_lines, quantity_sections),
    "reallocative/advise": _reallocative(advise_lines, advise_sections),
    "bayesian/mechanism": _bayesian(mechanism_report_lines, mechanism_sections),
    "bayesian/efficient": _bayesian(efficient_report_lines, efficient_report_sections),
    "bayesian/virtual": _bayesian(virtual_report_lines, virtual_report_sections),
    "bayesian/inhibitive": _bayesian(inhibitive_report_lines, inhibitive_report_sections),
    "bayesian/subsidy": _bayesian(subsidy_report_lines, subsidy_report_sections),
    "bayesian/core-test": _bayesian(core_report_lines, core_report_sections),
    "bayesian/severance": _bayesian(severance_report_lines, severance_report_sections),
    "bayesian/find-core": _bayesian(find_core_report_lines, find_core_report_sections),
    "bayesian/core-region": _bayesian(region_report_lines, region_report_sections),
    "bayesian/durable": _bayesian(durable_report_lines, durable_report_sections),
    "bayesian/balanced": _bayesian(balanced_report_lines, balanced_report_sections),
}


def report_of(answered: AnsweredMarket) -> Report:
    """How answers of this rule are told; of a rule without a report only its findings are."""
    return REPORTS.get(answered.rule, FINDINGS_ONLY)
