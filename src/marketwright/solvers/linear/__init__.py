"""Linear programs solved exactly: HiGHS proposes a vertex, rational arithmetic decides and moves on from it where it has to."""
