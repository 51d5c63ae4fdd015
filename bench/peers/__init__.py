"""What the read-write mount costs beside a local file system and beside other FUSE servers."""
