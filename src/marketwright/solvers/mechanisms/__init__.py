"""Games with incomplete information as mathematics: mechanisms, multipliers of incentive constraints, blocking plans, and searches for what no plan blocks.

Players, types, actions and profiles are numbers from 0; profiles are numbered row-major.  The key of a multiplier is (player, claim, true type).
"""
