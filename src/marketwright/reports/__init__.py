"""Answers in words for people: pure functions from an answer and its market to text.

The words *efficient*, *Vickrey*, *core* and *equilibrium* stand without a qualifier only where the answer proves them; a limit that came first reads
"at least X, at most Y proven", and what rests on rounded numbers reads "numerically, within" so much.  Numbers are exact (`7/2`, `12.5`); one whose exact
text would be too long to read is rounded and marked with `≈`.
"""

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.buyer_explanation import AbsentBuyer, BuyerCase, buyer_explanation
from marketwright.reports.catalogue import rules_document, rules_table
from marketwright.reports.explanation import explanation
from marketwright.reports.summary import summary
from marketwright.reports.verdicts import acceptance, indecision, rejection

__all__ = [
    "AbsentBuyer",
    "AnsweredMarket",
    "BuyerCase",
    "acceptance",
    "buyer_explanation",
    "explanation",
    "indecision",
    "rejection",
    "rules_document",
    "rules_table",
    "summary",
]
