"""Tests of the rules, by number. No database."""
