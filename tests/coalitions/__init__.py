"""Worths, core and properties of small markets against brute force."""
