"""The virtual tree that a mount shows. Pure and synchronous: no kernel, no event loop, no database."""
