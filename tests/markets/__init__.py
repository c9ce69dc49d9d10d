"""Tests of reading and writing bundle markets."""
