"""The door of the room: its rules."""

from marketwright.payments.core_test import core_test
from marketwright.payments.efficient import efficient, pay_as_bid
from marketwright.payments.properties import properties
from marketwright.payments.vickrey import vickrey
from marketwright.questions import Rule

RULES = (
    Rule(
        id="efficient",
        meaning="The allocation of greatest welfare, with a proof that none is worth more.",
        source="paper 000, section 2; spec certificates 1",
        kind="bundle",
        function=efficient,
        certificates=("upper bound",),
    ),
    Rule(
        id="pay-as-bid",
        meaning="The efficient allocation; every buyer pays his accepted bids.",
        source="first-price package auction",
        kind="bundle",
        function=pay_as_bid,
        certificates=("upper bound",),
    ),
    Rule(
        id="vickrey",
        meaning="The efficient allocation with Vickrey payments, and whether the Vickrey payoffs are in the core or who blocks them.",
        source="paper 000, section 2; spec gamma 3",
        kind="bundle",
        function=vickrey,
        certificates=("upper bound", "worths without each winner", "core"),
    ),
    Rule(
        id="core-test",
        meaning="Whether given payoffs are in the core, or which coalition blocks them.",
        source="spec gamma 5",
        kind="bundle",
        function=core_test,
        certificates=("upper bound", "core"),
        needs_input="payoffs",
    ),
    Rule(
        id="properties",
        meaning="What each valuation is (monotone, submodular, gross substitutes), and whether the market is buyers-submodular.",
        source="spec gamma 2 and 4",
        kind="bundle",
        function=properties,
        certificates=("price pair", "all worths", "violation"),
        has_ties=False,
    ),
)
