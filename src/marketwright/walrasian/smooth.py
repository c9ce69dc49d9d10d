"""The rule `walrasian/minimum` where a preference is smooth: graded `numeric`, with the residual stated."""

from fractions import Fraction

from marketwright.answers.answer import Finding, Result
from marketwright.errors import SecondInputError, UsageError
from marketwright.markets.unit_demand import (
    QuadraticCostPreference,
    SinhCostPreference,
    SmoothPreference,
    TanhPreference,
    UnitDemandMarket,
)
from marketwright.questions import Question
from marketwright.solvers.matching.rows import Smoothness, smooth_row
from marketwright.solvers.matching.smooth import SmoothRow
from marketwright.solvers.matching.smooth_least import NearlyLeast, smooth_least
from marketwright.solvers.matching.table import Booleans
from marketwright.walrasian.outcome import revenue_part, stopping
from marketwright.walrasian.setting import masks_of, numbers_of, rows_of

TOLERANCE = Fraction(1, 10**9)
"""How far levels may be off where nothing else is asked for."""


def smooth_minimum(market: UnitDemandMarket, question: Question) -> Result:
    """The least equilibrium of a market with smooth preferences, up to a tolerance in levels.

    Raises: `SecondInputError` I126 (a cap), `UsageError` U103 (a tie rule that selects).
    """
    asked = question.input or {}
    if "cap" in asked:
        raise SecondInputError("I126", "input.cap", "a cap for a market with a smooth preference", "a tolerance", "leave out the cap: no ties are exact here")
    if question.tie_rule not in (None, "any"):
        raise UsageError("U103", "tie rule", repr(question.tie_rule), "any, where a preference is smooth", "leave it out")
    tolerance = Fraction(asked.get("tolerance", TOLERANCE))
    exact = rows_of(market)
    rows = [
        _smooth_row(buyer.preference, market, permitted) if isinstance(buyer.preference, SmoothPreference) else next(exact)
        for buyer, permitted in zip(market.buyers, masks_of(market), strict=True)
    ]
    found = smooth_least(rows, tuple(map(market.reserve_price, market.goods)), tolerance, stopping(question), float(market.entry_fee))
    parameters = {"tie_rule": "any", "tolerance": tolerance}
    if found is None:
        unknown = tuple(Finding(claim=claim, holds=None, grade="unproven") for claim in ("equilibrium", "minimum-price"))
        return Result(outcome={}, findings=unknown, certificate={}, parameters=parameters)
    near = True if found.residual <= tolerance else None
    findings = tuple(Finding(claim=claim, holds=near, grade="numeric", details={"residual": found.residual}) for claim in ("equilibrium", "minimum-price"))
    pointers = {market.goods[good]: market.buyers[buyer].name for good, buyer in sorted(found.pointers.items())}
    return Result(outcome=_outcome(market, found), findings=findings, certificate={"pointers": pointers}, parameters=parameters)


def _outcome(market: UnitDemandMarket, found: NearlyLeast) -> dict[str, object]:
    fee = market.entry_fee
    payments = [fee if good is None else found.prices[good] + fee for good in found.held]
    names = [buyer.name for buyer in market.buyers]
    return {
        "prices": dict(zip(market.goods, found.prices, strict=True)),
        "allocation": {name: None if good is None else market.goods[good] for name, good in zip(names, found.held, strict=True)},
        "payments": dict(zip(names, payments, strict=True)),
    } | revenue_part(payments)


def _smooth_row(preference: SmoothPreference, market: UnitDemandMarket, permitted: Booleans) -> SmoothRow:
    match preference:
        case QuadraticCostPreference(rho=rho):
            smoothness = Smoothness(kind="quadratic-cost", parameter=rho)
        case SinhCostPreference(k=k):
            smoothness = Smoothness(kind="sinh-cost", parameter=k)
        case TanhPreference(alpha=alpha, beta=beta):
            smoothness = Smoothness(kind="tanh", parameter=beta, bends=numbers_of(alpha, market))
    return smooth_row(*numbers_of(preference.values, market), permitted, smoothness, market.entry_fee)
