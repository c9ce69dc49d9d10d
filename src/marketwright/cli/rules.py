"""The command `rules`."""

import json

from marketwright.cli.ending import Ending
from marketwright.cli.work import page_width
from marketwright.reports.catalogue import rules_document, rules_table
from marketwright.rules import RULES


def rules_command(as_json: bool) -> Ending:
    """The catalogue."""
    if as_json:
        return Ending(text=json.dumps(rules_document(RULES), ensure_ascii=False, indent=1), document=True)
    return Ending(text=rules_table(RULES, page_width()))
