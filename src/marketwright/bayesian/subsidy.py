"""The rule `bayesian/subsidy`: the least subsidy with which an incentive compatible mechanism achieves an allocation.

*Source.* `docs/formats/bayesian.md`; paper 004, section 6; spec bayesian 7.
"""

from marketwright.answers.answer import Result, plain
from marketwright.bayesian.setting import Setting, given, limit_first, proved, stopping
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.formulas import utilities
from marketwright.solvers.mechanisms.subsidy import least_subsidy


def subsidy_rule(market: BayesianMarket, question: Question) -> Result:
    """The least subsidy of the question's allocation, with a mechanism that needs no more.

    Raises: `UsageError` U106 (a limit came first).
    """
    here, stopped = Setting(market), stopping(question)
    try:
        subsidy, mechanism, multipliers = least_subsidy(here.game, here.read_tables(given(question, "allocation")), stopped=stopped)
    except LimitCame as error:
        raise limit_first("the least subsidy") from error
    return Result(
        outcome={"subsidy": subsidy, "mechanism": here.mechanism(mechanism), "utilities": here.by_type(utilities(here.game, mechanism))},
        findings=(proved("least-subsidy"), proved("achievable", {"subsidy": subsidy} if subsidy > 0 else None)),
        certificate=plain({"multipliers": here.multipliers(multipliers)}),
        parameters={},
    )
