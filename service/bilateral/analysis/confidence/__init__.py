"""How sure findings are, by counts of what was right where people looked."""
