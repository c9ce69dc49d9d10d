"""The rules of the room `reallocative`: how an answer of each is verified, its form, its parameters, and the form of its input."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from marketcheck.reallocative import PARTICIPANTS, TOLERANCE, VICKREY_FORM, VICKREY_INPUT, Auction, check_vickrey
from marketcheck.reallocative_always import ALWAYS, MONOTONE, SHILLS, SHILLS_INPUT, check_always, check_monotone, check_shills
from marketcheck.reallocative_auctions import (
    INDEPENDENT,
    INDEPENDENT_INPUT,
    UNIFORM,
    check_independent,
    check_uniform,
)
from marketcheck.reallocative_breaking import ADVISE, BREAK, BREAK_INPUT, check_advise, check_break
from marketcheck.reallocative_core import CORE, CORE_INPUT, check_core
from marketcheck.reallocative_numeric import check_numeric
from marketcheck.reallocative_packages import PACKAGES, PACKAGES_INPUT, check_packages
from marketcheck.reallocative_quantity import QUANTITY, QUANTITY_INPUT, check_quantity
from marketcheck.reallocative_revenue import REVENUE, REVENUE_INPUT, check_revenue
from marketcheck.reallocative_split import SPLIT, SPLIT_INPUT, check_split

Check = Callable[[Auction], None]
Form = Mapping[str, Any]


def _check(exact: Check, auction: Auction) -> None:
    """Verifies an answer; `exact` is for quadratic markets, and the market is of a kind that the rule answers."""
    auction.require_participants()
    (check_numeric if auction.market.numeric else exact)(auction)


_RULES: Mapping[str, tuple[Check, Form, Form, Form | None]] = {
    "vickrey": (check_vickrey, VICKREY_FORM, TOLERANCE, VICKREY_INPUT),
    "core": (check_core, CORE, TOLERANCE, CORE_INPUT),
    "uniform": (check_uniform, UNIFORM, {}, PARTICIPANTS),
    "always": (check_always, ALWAYS, {}, None),
    "monotone": (check_monotone, MONOTONE, {}, None),
    "shills": (check_shills, SHILLS, {}, SHILLS_INPUT),
    "packages": (check_packages, PACKAGES, {}, PACKAGES_INPUT),
    "quantity": (check_quantity, QUANTITY, {}, QUANTITY_INPUT),
    "independent": (check_independent, INDEPENDENT, {}, INDEPENDENT_INPUT),
    "split": (check_split, SPLIT, {}, SPLIT_INPUT),
    "revenue": (check_revenue, REVENUE, {}, REVENUE_INPUT),
    "break": (check_break, BREAK, {}, BREAK_INPUT),
    "advise": (check_advise, ADVISE, {}, None),
}
REALLOCATIVE: Mapping[str, tuple[Check, Form, Form, Form | None]] = {name: (partial(_check, rule[0]), *rule[1:]) for name, rule in _RULES.items()}
