"""``python -m skillfs_cli``: the `skillfs` command, where its script is not on the path."""

from skillfs_cli.main import main

main()
