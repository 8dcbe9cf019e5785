"""Measurements, each printed beside its goal and its baseline: `python -m tests.bench [NAME …]`. Nothing here is asserted."""
