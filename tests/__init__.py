"""The tests; each test_<module>.py mirrors a module of the package."""
