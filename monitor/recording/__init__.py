"""The file format, its writer, recordings as a source, import and export."""
