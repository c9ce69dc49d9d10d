"""`python -m marketwright.cli` is the command `marketwright`."""

import sys

from marketwright.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
