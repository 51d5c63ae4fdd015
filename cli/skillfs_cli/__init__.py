"""The skillfs command line."""
