"""The language server: findings, names and corrections in an editor, while a text is written. server.py speaks the protocol."""
