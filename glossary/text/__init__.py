"""Pure functions on strings; nothing here imports anything else of the package."""
