"""Worth of coalitions, Vickrey payoffs, core, submodularity: shared by several rooms."""

from marketwright.coalitions.core import Blocking, Unblocked, all_worths, blocking_coalition, core_extreme_points, greedy_pareto_point, pareto_points
from marketwright.coalitions.submodularity import SubmodularWorths, Violation, submodular_worths
from marketwright.coalitions.valuations import (
    SubmodularityWitness,
    SubstitutesWitness,
    is_substitutes,
    submodularity_witness,
    substitutes_by_type,
    substitutes_witness,
    value_table,
)
from marketwright.coalitions.vickrey import VickreyPayoffs, vickrey_payoffs
from marketwright.coalitions.worths import TIE_RULES, Clearing, LimitReached, Worth, chosen_tie_rule

__all__ = [
    "TIE_RULES",
    "Blocking",
    "Clearing",
    "LimitReached",
    "SubmodularWorths",
    "SubmodularityWitness",
    "SubstitutesWitness",
    "Unblocked",
    "VickreyPayoffs",
    "Violation",
    "Worth",
    "all_worths",
    "blocking_coalition",
    "chosen_tie_rule",
    "core_extreme_points",
    "greedy_pareto_point",
    "is_substitutes",
    "pareto_points",
    "submodular_worths",
    "submodularity_witness",
    "substitutes_by_type",
    "substitutes_witness",
    "value_table",
    "vickrey_payoffs",
]
