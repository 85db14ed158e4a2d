"""A text cut into paragraphs, sentences and quotations."""
