"""Why a triple holds: proof trees down to asserted triples."""
