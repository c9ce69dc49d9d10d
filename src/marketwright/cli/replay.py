"""Transcripts of plays, read strictly and played again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketwright.errors import InputError, SecondInputError
from marketwright.exact import canonical_number, parse_number
from marketwright.gamma.play import Choice, played_round
from marketwright.gamma.profile import requests_of
from marketwright.gamma.transcript import BEST_REPLY, BY_HAND, PLAY_FORMAT, ROUND_KEYS, Difference, first_difference, round_document
from marketwright.inputs import second_input
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import document_digest, market_digest
from marketwright.markets.files import read_bytes
from marketwright.markets.strict_json import JsonNumber, parse_json
from marketwright.rules import rule_named

_KEYS = ("format", "market_digest", "market", "rounds")


def read_transcript(path: Path) -> dict[str, Any]:
    """The transcript in a file, numbers canonical.

    Raises: `DocumentError`, `NumberError`; `SecondInputError` I108 (not a transcript).
    """
    document = _canonical(parse_json(read_bytes(path), str(path)), str(path))
    if not isinstance(document, dict) or document.get("format") != PLAY_FORMAT:
        raise _malformed(str(path), "another document", f'a transcript with "format": "{PLAY_FORMAT}"', "give the file that `marketwright play -o` wrote")
    _refuse_other_keys(document, _KEYS, str(path))
    if not isinstance(document["rounds"], list):
        raise _malformed("rounds", "not a list", "a list of rounds", "write the rounds in square brackets")
    for place, entry in enumerate(document["rounds"]):
        if not isinstance(entry, dict):
            raise _malformed(f"rounds[{place}]", "not an object", f"an object with the keys {', '.join(ROUND_KEYS)}", "write the round in braces")
        _refuse_other_keys(entry, ROUND_KEYS, f"rounds[{place}]")
        if entry["seller"] not in (BEST_REPLY, BY_HAND):
            raise _malformed(f"rounds[{place}].seller", "another word", f'"{BEST_REPLY}" or "{BY_HAND}"', "say how the reply was chosen")
    return document


def replayed_difference(market: BundleMarket, transcript: Mapping[str, Any]) -> Difference | None:
    """The first place where the transcript is not what its requests lead to in this market; None if there is none.

    A reply by hand is taken as it stands, and checked to be feasible; everything else is computed anew.

    Raises: `InputError` for requests that are none.
    """
    digest = market_digest(market)
    if transcript["market_digest"] != digest:
        return first_difference(transcript["market_digest"], digest, ("market_digest",))
    spelled = document_digest(transcript["market"]) if isinstance(transcript["market"], Mapping) else "no market"
    if spelled != digest:
        return Difference(place="market", given=spelled, recomputed=digest)
    for place, entry in enumerate(transcript["rounds"]):
        found = _round_difference(market, entry, place)
        if found is not None:
            return found
    return None


def _round_difference(market: BundleMarket, entry: Mapping[str, Any], place: int) -> Difference | None:
    try:
        document = second_input({"requests": entry["requests"]}, rule_named("gamma/reply"), market)
    except InputError as error:
        where = error.place.replace("input.", f"rounds[{place}].", 1)
        raise type(error)(error.code, where, error.given, error.allowed, error.remedy) from None
    requests = requests_of((document or {})["requests"])
    choice = _choice(entry["reply"], f"rounds[{place}].reply") if entry["seller"] == BY_HAND else None
    try:
        played = played_round(market, requests, choice)
    except SecondInputError as error:
        return Difference(place=f"rounds[{place}].reply", given="a reply by hand", recomputed=f"no feasible one: {error}")
    return first_difference(entry, round_document(played), ("rounds", place))


def _choice(reply: Any, place: str) -> Choice:
    if not isinstance(reply, Mapping) or not _texts(reply.get("members")) or not isinstance(reply.get("allocation"), Mapping):
        raise _malformed(place, "no reply", '{"members": [names], "allocation": {buyer: [goods]}, "payments": {buyer: number}}', "write it so")
    if not all(_texts(goods) for goods in reply["allocation"].values()):
        raise _malformed(f"{place}.allocation", "goods that are no list of names", "{buyer: [goods]}", "write it so")
    return Choice(members=tuple(reply["members"]), allocation={name: tuple(goods) for name, goods in reply["allocation"].items()})


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _canonical(value: Any, place: str) -> Any:
    """The value with numbers as documents write them."""
    if isinstance(value, JsonNumber):
        return canonical_number(parse_number(value.text, place))
    if isinstance(value, dict):
        return {key: _canonical(entry, place) for key, entry in value.items()}
    return [_canonical(entry, place) for entry in value] if isinstance(value, list) else value


def _refuse_other_keys(entry: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
    for key in keys:
        if key not in entry:
            raise _malformed(place, f"no key {key!r}", ", ".join(keys), "add it")
    for key in entry:
        if key not in keys:
            raise _malformed(place, f"the key {key[:60]!r}", ", ".join(keys), "remove it")


def _malformed(place: str, given: str, allowed: str, remedy: str) -> SecondInputError:
    return SecondInputError("I108", place, given, allowed, remedy)
