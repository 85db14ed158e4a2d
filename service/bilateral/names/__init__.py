"""The names of entities in any script and spelling, and the entities that a name may mean."""
