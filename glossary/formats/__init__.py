"""Bytes ↔ nouns. No database here: tables of aliases, and documents to search."""
