"""Pack files to checked records: everything about how a rule is written, nothing of Excel."""
