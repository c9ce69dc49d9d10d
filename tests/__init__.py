"""Tests of marketwright and of its checker."""
