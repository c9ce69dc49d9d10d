"""The rule `walrasian/properties`: what the minimum-price rule does in this market.

*Meaning.* That nobody, and no group, gains by a misreport is not tried out: it follows from the proof that the prices are least (`group-strategy-proof` on
the page of answers).  In small markets menus show it once more, buyer by buyer.

*Source.* `docs/formats/walrasian.md`; paper 003, sections 2 and 3; spec walrasian 5.
"""

from collections.abc import Callable
from fractions import Fraction

from marketwright.answers.answer import Finding, Result
from marketwright.markets.levels import is_desirable
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Question
from marketwright.solvers.matching.extreme import least_equilibrium
from marketwright.solvers.matching.table import CostRow
from marketwright.walrasian.efficiency import duals_part, efficient_finding, pareto_test
from marketwright.walrasian.menus import MOST_PAIRS, menus
from marketwright.walrasian.outcome import Extreme, out_of_time, selected, stopping
from marketwright.walrasian.setting import Bundle, Setting, pairs, setting


def properties_rule(market: UnitDemandMarket, question: Question) -> Result:
    """The least equilibrium with all properties that one can tell of it, and the menus that buyers face in a small market."""
    here, stopped = setting(market), stopping(question)
    proved = least_equilibrium(here.table, stopped)
    found = None if proved is None else selected(here, proved, question.tie_rule)
    small = pairs(market) <= MOST_PAIRS
    offered = menus(here, stopped) if small and found is not None else None
    if found is None or (small and offered is None):
        return out_of_time("minimum-price", question.tie_rule)
    verdict = pareto_test(here, found.bundles)
    findings = (
        *found.findings("minimum-price"),
        _classical(here),
        *_of_buyers(found),
        efficient_finding(here, verdict),
        Finding(claim="strategy-proof", holds=True, grade="proved", details={} if offered is None else {"menus": True}),
        Finding(claim="group-strategy-proof", holds=True, grade="proved"),
    )
    outcome, certificate = found.outcome(), {"pointers": found.pointers()} | duals_part(here, verdict)
    if offered is not None:
        outcome, certificate = outcome | {"menus": offered.prices()}, certificate | {"menus": offered.certificate()}
    return Result(outcome=outcome, findings=findings, certificate=certificate, parameters={"tie_rule": found.tie_rule})


def _classical(here: Setting) -> Finding:
    """Whether every good is better than none for everybody who may have it, at every payment."""
    for number, buyer in enumerate(here.market.buyers):
        bad = _first_bad(here, number)
        if bad is not None:
            return Finding(claim="classical", holds=False, grade="proved", details={"witness": {"buyer": buyer.name, "good": here.market.goods[bad]}})
    return Finding(claim="classical", holds=True, grade="proved")


def _first_bad(here: Setting, buyer: int) -> int | None:
    """The first good that is not better than none for the buyer at every payment."""
    row = here.table.rows[buyer]
    if isinstance(row, CostRow):
        return next((good for good, may in enumerate(row.permitted) if may and row.numerators[good] <= 0), None)
    maps = ((good, here.level_map(buyer, good)) for good in range(here.table.objects))
    return next((good for good, levels in maps if levels is not None and not is_desirable(levels)), None)


def _of_buyers(found: Extreme) -> tuple[Finding, ...]:
    """The findings that somebody's bundle decides."""
    here = found.setting
    levels = [here.level(i, bundle) for i, bundle in enumerate(found.bundles)]
    rational = _finding(found, "individually-rational", lambda i, _: levels[i] > 0)
    sellers = _finding(found, "seller-individually-rational", lambda _, bundle: bundle[1] < _worth(here, bundle))
    return (
        rational,
        _finding(found, "no-subsidy", lambda _, bundle: bundle[1] < 0),
        _finding(found, "no-subsidy-for-losers", lambda _, bundle: bundle[0] is None and bundle[1] < 0),
        sellers,
        Finding(claim="overall-individually-rational", holds=rational.holds is True and sellers.holds is True, grade="proved"),
    )


def _worth(here: Setting, bundle: Bundle) -> Fraction:
    return Fraction() if bundle[0] is None else here.seller_values[bundle[0]]


def _finding(found: Extreme, claim: str, breaks: Callable[[int, Bundle], bool]) -> Finding:
    """That nobody's bundle breaks the claim, or that somebody's does."""
    for i, bundle in enumerate(found.bundles):
        if breaks(i, bundle):
            return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"buyer": found.setting.market.buyers[i].name}})
    return Finding(claim=claim, holds=True, grade="proved")
