"""The room of anonymous prices (Conen, Sandholm): price lists that make buyers choose the efficient allocation themselves.

Its one door is `rule.py`.
"""
