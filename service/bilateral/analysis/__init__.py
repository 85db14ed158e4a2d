"""Analysis of a text: what it mentions, tells of and quotes, each with the stretch of text it rests on."""
