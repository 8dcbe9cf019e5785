"""The rules of the linter (linter.py has their table): content.py what they see, names.py one row at a time, entities.py rows together."""
