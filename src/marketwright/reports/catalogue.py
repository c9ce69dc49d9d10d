"""The catalogue of rules as a table and as a document."""

from collections.abc import Iterable
from typing import Any

from marketwright.questions import Rule
from marketwright.reports.words import WIDTH, wrapped


def rules_table(rules: Iterable[Rule], width: int = WIDTH) -> str:
    """Each rule with its meaning and source, and with the kind of its markets unless they are bundle markets."""
    found = list(rules)
    room = max(len(rule.id) for rule in found) + 2
    lines = []
    for rule in found:
        needs = f"  Needs --input with {rule.needs_input}." if rule.needs_input else ""
        may = f"  May take --input with {' and '.join(rule.may_input)}." if rule.may_input else ""
        kind = "" if rule.kind == "bundle" else f"  For markets of the kind {rule.kind}."
        lines += wrapped(f"{rule.id.ljust(room)}{rule.meaning}{kind}{needs}{may}", width, "", " " * room)
        lines += wrapped(f"Source: {rule.source}.", width, " " * room, " " * room)
    return "\n".join(lines)


def rules_document(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The same as JSON data."""
    return [
        {
            "id": rule.id,
            "meaning": rule.meaning,
            "source": rule.source,
            "kind": rule.kind,
            "certificates": list(rule.certificates),
            "needs_input": rule.needs_input,
            "may_input": list(rule.may_input),
            "has_ties": rule.has_ties,
        }
        for rule in rules
    ]
