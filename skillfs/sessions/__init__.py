"""Transcripts: one module a format, all of them giving the same typed messages."""
