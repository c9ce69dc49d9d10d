"""marketwright: state a market, get the outcome that theory prescribes, and a proof that a small program without any solver can check.

>>> import marketwright
>>> marketwright.VERSION
'0.1.0'
"""

from typing import TYPE_CHECKING, Any

from marketwright.errors import InputError, MarketwrightError, UsageError
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction
from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    XorValues,
)
from marketwright.markets.divisible import (
    DivisibleBidder,
    DivisibleMarket,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    QuadraticValues,
)
from marketwright.markets.unit_demand import (
    BorrowingPreference,
    IncomePreference,
    LevelsPreference,
    QuadraticCostPreference,
    QuasilinearPreference,
    SinhCostPreference,
    SoftBudgetPreference,
    TanhPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
)
from marketwright.piecewise import PiecewiseLinear
from marketwright.version import VERSION

if TYPE_CHECKING:
    from marketwright.markets.reading import read_market, write_market
    from marketwright.reallocative.own import own_vickrey
    from marketwright.rules import RULES
    from marketwright.solving import solve

_LATE = {
    "solve": "marketwright.solving",
    "RULES": "marketwright.rules",
    "own_vickrey": "marketwright.reallocative.own",
    "read_market": "marketwright.markets.reading",
    "write_market": "marketwright.markets.reading",
}


def __getattr__(name: str) -> Any:
    """Import what needs a solver or a reader only when it is asked for."""
    if name in _LATE:
        from importlib import import_module  # noqa: PLC0415 - that is the purpose

        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(name)


__all__ = [
    "RULES",
    "VERSION",
    "AdditiveValues",
    "AssignmentValues",
    "BayesianMarket",
    "BayesianPlayer",
    "Bid",
    "BorrowingPreference",
    "BundleMarket",
    "Buyer",
    "CoalitionActions",
    "DivisibleBidder",
    "DivisibleMarket",
    "ExponentialValues",
    "IncomePreference",
    "InputError",
    "JointAction",
    "LevelsPreference",
    "LogCoshValues",
    "LogisticValues",
    "MarketwrightError",
    "OrOfXorValues",
    "OrValues",
    "PiecewiseLinear",
    "QuadraticCostPreference",
    "QuadraticValues",
    "QuasilinearPreference",
    "SinhCostPreference",
    "SoftBudgetPreference",
    "TableValues",
    "TanhPreference",
    "UnitDemandBuyer",
    "UnitDemandMarket",
    "UnitDemandValues",
    "UsageError",
    "XorValues",
    "own_vickrey",
    "read_market",
    "solve",
    "write_market",
]
