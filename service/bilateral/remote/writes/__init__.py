"""Writes to an external engine, each laid out beside what queries see."""
