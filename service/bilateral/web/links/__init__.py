"""Links to other datasets: their review, their downloads, and what Wikidata says of an entity."""
