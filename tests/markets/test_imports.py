"""Importing the room costs little: pydantic comes only with the first document."""

import subprocess
import sys

PROGRAM = """
import sys
import marketwright.markets
print("pydantic" in sys.modules)
marketwright.markets.parse_market(b"goods 1\\nbids 1\\n0 1 0 #", "x")
print("pydantic" in sys.modules)
"""


def test_pydantic_is_imported_neither_with_the_room_nor_for_cats_files() -> None:
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert result.stdout == "False\nFalse\n"
