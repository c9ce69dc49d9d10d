"""What the canonical document of a Bayesian market says beyond format, kind and texts: every table is written out.

*Source.* `docs/formats/bayesian-market.md` (Canonical form).
"""

from marketwright.exact import canonical_number
from marketwright.markets.bayesian import BayesianMarket, CoalitionActions, Table
from marketwright.markets.profiles import profile_texts
from marketwright.markets.strict_json import JsonValue


def bayesian_entries(market: BayesianMarket) -> dict[str, JsonValue]:
    """The keys after the texts."""
    profiles = profile_texts(market.players)
    players: list[JsonValue] = [
        {"name": player.name, "types": {name: canonical_number(number) for name, number in zip(player.types, player.prior, strict=True)}}
        for player in market.players
    ]
    return {"players": players, "coalitions": [_coalition(coalition, profiles) for coalition in market.coalitions]}


def _coalition(coalition: CoalitionActions, profiles: tuple[str, ...]) -> JsonValue:
    actions: dict[str, JsonValue] = {}
    for action in coalition.actions:
        actions[action.name] = {member: _table(table, profiles) for member, table in zip(coalition.members, action.payoffs, strict=True)}
    return {"members": list(coalition.members), "actions": actions}


def _table(table: Table, profiles: tuple[str, ...]) -> JsonValue:
    return dict(zip(profiles, map(canonical_number, table), strict=True))
