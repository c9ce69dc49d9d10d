"""The door of the room: its rules."""

from marketwright.pricing.alliances import alliances
from marketwright.pricing.coherence import coherence_rule
from marketwright.pricing.prices import price_rule
from marketwright.pricing.shop_rule import shop_rule
from marketwright.pricing.support_rule import support_rule
from marketwright.pricing.vickrey_prices import vickrey_prices
from marketwright.questions import Rule

_OPTIONS = ("want", "ranges", "cap")

RULES = (
    Rule(
        id="prices/good",
        meaning="Item prices at which every buyer chooses his own goods, or a fractional allocation that shows that there are none.",
        source="paper 002, Definition 1 (GOOD); Bikhchandani and Mamer",
        kind="bundle",
        function=price_rule("good"),
        certificates=("upper bound", "supporting prices", "multipliers", "fractional allocation"),
        may_input=_OPTIONS,
        has_ties=False,
    ),
    Rule(
        id="prices/eff",
        meaning="Prices of the packages of an efficient allocation, additive over packages, or a proof that there are none.",
        source="paper 002, Definition 1 (EFF), Theorem 6; spec pricing 3",
        kind="bundle",
        function=price_rule("eff"),
        certificates=("upper bound", "supporting prices", "multipliers", "listing"),
        may_input=_OPTIONS,
        has_ties=False,
    ),
    Rule(
        id="prices/all",
        meaning="Subadditive prices of all bundles by the prices of the packages, or a proof that there are none.",
        source="paper 002, Definition 1 (ALL); spec pricing 3 (F2)",
        kind="bundle",
        function=price_rule("all"),
        certificates=("upper bound", "supporting prices", "multipliers", "listing"),
        may_input=_OPTIONS,
        has_ties=False,
    ),
    Rule(
        id="prices/any",
        meaning="Prices of packages when every buyer may take one package at most; there always are some.",
        source="paper 002, Definition 1 (ANY), Proposition 5; spec pricing 3 (F4)",
        kind="bundle",
        function=price_rule("any"),
        certificates=("upper bound", "supporting prices", "multipliers"),
        may_input=_OPTIONS,
        has_ties=False,
    ),
    Rule(
        id="prices/vickrey",
        meaning="Whether Vickrey payments are package prices, and whether they are the least ones.",
        source="paper 002, Proposition 7; spec pricing 4",
        kind="bundle",
        function=vickrey_prices,
        certificates=("upper bound", "worths without each holder", "supporting prices", "multipliers"),
        has_ties=False,
    ),
    Rule(
        id="prices/alliances",
        meaning="Buyers join into alliances until prices support their packages; what each member pays.",
        source="paper 002, shrinking; spec pricing 6",
        kind="bundle",
        function=alliances,
        certificates=("upper bound", "rounds", "supporting prices", "multipliers"),
        may_input=("stop", "split", "want", "allocation"),
        has_ties=False,
    ),
    Rule(
        id="prices/support",
        meaning="Whether stated prices make every buyer choose his own goods of a stated allocation, and whether that allocation is efficient.",
        source="paper 002, section 2; spec pricing 2",
        kind="bundle",
        function=support_rule,
        certificates=("upper bound", "better allocation"),
        needs_input="scheme",
        may_input=("allocation", "prices", "price_list"),
        has_ties=False,
    ),
    Rule(
        id="prices/coherence",
        meaning="Whether a price of every bundle is coherent with a scheme: additive, additive over packages, subadditive, or monotone only.",
        source="paper 002, Definition 1; spec pricing 2",
        kind="bundle",
        function=coherence_rule,
        certificates=("cheaper cover",),
        needs_input="scheme",
        may_input=("price_list", "allocation"),
        has_ties=False,
    ),
    Rule(
        id="prices/shop",
        meaning="What happens when customers come in any order and buy what they like best at posted prices, or order it from a catalogue.",
        source="paper 002, section 4; spec pricing 5",
        kind="bundle",
        function=shop_rule,
        certificates=("upper bound", "runs"),
        needs_input="scheme",
        may_input=("allocation", "prices", "price_list", "enforce", "samples", "seed"),
        has_ties=False,
    ),
)
