"""Extractors: from a text to findings, by rules, by a model that parses, or by a language model."""
