"""Reports: findings in the forms that people, editors and build servers read. All are made from Located (located.py), none from another."""
