"""Names: which entity one means, in any script and spelling, for all who ask."""
