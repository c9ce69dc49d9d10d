"""The command `story`, and stories that other commands read."""

import json
from pathlib import Path

from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable, write_or_keep
from marketwright.cli.work import page_width
from marketwright.errors import DocumentError
from marketwright.markets.document import market_from_document, readable_text
from marketwright.markets.files import read_bytes
from marketwright.markets.kinds import unit_demand_market
from marketwright.markets.reading import read_market
from marketwright.markets.strict_json import parse_json
from marketwright.reports.story import story_text
from marketwright.walrasian.story import STORY_FORMAT, Story, story, story_document

ENDING = ".json"


def story_command(source: Path, output: Path | None, everything: bool) -> Ending:
    """Let buyers enter one after another, tell, write."""
    if output is not None:
        if output.suffix.lower() != ENDING:
            raise DocumentError("D114", str(output), f"the ending {output.suffix!r}", ENDING, "choose this ending; `marketwright plot` draws the file")
        refuse_unwritable(output, source)
    read = read_market(source)
    for text in read.notices:
        notice(f"notice: {text}")
    told = story(unit_demand_market(read.market))
    if output is not None:
        write_or_keep(output, readable_text(story_document(told)), ".story.json")
    remark = f"written to {output}" if output is not None else "not kept: -o FILE.json writes the story, and `marketwright plot` draws it"
    return Ending(text=story_text(told, page_width(), everything=everything), remark=remark)


def is_story(path: Path) -> bool:
    """Whether the file says that it is a story."""
    return f'"{STORY_FORMAT}"'.encode() in read_bytes(path)[:200]


def true_story(path: Path) -> Story | Ending:
    """The story in a file if it is what its market leads to; or how a command ends that makes nothing of any other.

    Raises: `DocumentError`, `MarketError` and others for files that cannot be read.
    """
    data = read_bytes(path)
    spelled = parse_json(data, str(path))
    told = story(unit_demand_market(market_from_document(spelled.get("market") if isinstance(spelled, dict) else None)))
    given, again = json.loads(data), story_document(told)
    wrong = [key for key in (*again, *given) if given.get(key) != again.get(key)]
    if wrong:
        notice(f"differs: {wrong[0]} is not what the market leads to\nThe story is false, so there is nothing to draw.")
        return Ending(code=1)
    return told
