"""The door of the room: its rules."""

from marketwright.gamma.construct import construct_rule
from marketwright.gamma.equilibrium import equilibrium_rule
from marketwright.gamma.replies import replies_rule
from marketwright.gamma.reply import reply_rule
from marketwright.gamma.theorems import theorems_rule
from marketwright.questions import Rule

RULES = (
    Rule(
        id="gamma/reply",
        meaning="The seller's best reply to buyers' requests in mechanism Γ, with a proof that no reply pays her more.",
        source="paper 000, section 3 and Lemma 1; spec gamma 6",
        kind="bundle",
        function=reply_rule,
        certificates=("upper bound with charges",),
        needs_input="requests",
    ),
    Rule(
        id="gamma/replies",
        meaning="All best replies of the seller, up to goods of no marginal value.",
        source="paper 000, section 3; spec gamma 6 (P1)",
        kind="bundle",
        function=replies_rule,
        certificates=("upper bound with charges", "listing"),
        needs_input="requests",
        may_input=("cap",),
        has_ties=False,
    ),
    Rule(
        id="gamma/equilibrium",
        meaning="Whether requests are part of a subgame perfect equilibrium of mechanism Γ, or which buyer gains by which other request.",
        source="paper 000, section 3; spec gamma 7 (P2)",
        kind="bundle",
        function=equilibrium_rule,
        certificates=("upper bound with charges", "replies without a member", "bound with one waiver"),
        needs_input="requests",
        has_ties=False,
    ),
    Rule(
        id="gamma/construct",
        meaning="Equilibria of mechanism Γ made to order: for each efficient allocation, or for each extreme buyer-Pareto-optimal core point.",
        source="paper 000, after Theorem 6; spec gamma 7 (P3)",
        kind="bundle",
        function=construct_rule,
        certificates=("upper bound with charges", "replies without a member", "all worths", "violation", "listing"),
        may_input=("cap",),
        has_ties=False,
    ),
    Rule(
        id="gamma/theorems",
        meaning="What the paper's lemmas and theorems say of this market, at given requests or at those of an equilibrium.",
        source="paper 000, Lemmas 1, 2, 3, 5, Theorems 4, 6; spec gamma 8 and 10",
        kind="bundle",
        function=theorems_rule,
        certificates=("all worths",),
        may_input=("requests",),
        has_ties=False,
    ),
)
