"""The store: one SQLite file that holds spaces, sessions, jobs, blobs and the commit log."""
