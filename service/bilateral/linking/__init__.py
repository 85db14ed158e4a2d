"""Which items of Wikidata our entities are, and what Wikidata says of them."""
