"""Spaces out and in: tar and zip."""
