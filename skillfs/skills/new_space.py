"""What a new learning space holds."""

from __future__ import annotations

from skillfs.skills.defaults import default_files
from skillfs.skills.settings import default_space_md
from skillfs.store import spaces
from skillfs.store.database import Store
from skillfs.store.spaces import Space


def create_space(
    store: Store, name: str, *, uid: int, gid: int, author: str, mode: int = 0o755, description: str = ""
) -> Space:
    """Make a space with its `SPACE.md` and the default skills. Raises `StoreError` when the name cannot be used."""
    files = {f"skills/{path}": data for path, data in default_files().items()}
    files["SPACE.md"] = default_space_md(description).encode()
    return spaces.create(store, name, files, mode=mode, uid=uid, gid=gid, author=author)
