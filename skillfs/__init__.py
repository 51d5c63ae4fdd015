"""skillfs: agent memory that is a filesystem. The library: no FUSE, no command line, no process control."""
