"""A gym's server with one command: configuration, keys, certificates, supervision."""
