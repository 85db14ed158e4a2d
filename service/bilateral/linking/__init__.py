"""Links of entities to items of Wikidata, and what Wikidata says of these."""
