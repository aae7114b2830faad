"""The nouns: frozen dataclasses without behaviour."""
