"""Learning: from a session to edits of skill files."""
