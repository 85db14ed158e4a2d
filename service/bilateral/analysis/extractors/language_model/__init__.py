"""The extractor `llm`: a language model at an address is asked, and little of what it answers is believed."""
