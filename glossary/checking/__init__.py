"""What the checker's rules are made of: which names a unit has, what the glossary wants there, and the rules by family."""
