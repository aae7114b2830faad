"""A whole file through the pipeline: the analysis table and JSON."""
