"""Word lists that the analysis reads: what words mean is content, not code."""
