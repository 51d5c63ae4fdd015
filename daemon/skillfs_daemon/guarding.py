"""What stands around each handler of the mount: nothing that it raises may reach pyfuse3 but an errno."""

from __future__ import annotations

import errno
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar, cast

from pyfuse3 import FUSEError

from skillfs_daemon.store_watch import StoreWatch

log = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


class Guarded(Protocol):
    """What has handlers that are to be guarded."""

    store_watch: StoreWatch


def guarded(handler: Handler) -> Handler:
    """Turn whatever a handler raises into an errno: an exception that reaches pyfuse3 unmounts the file system."""
    return _guard(handler, changes=False)


def changing(handler: Handler) -> Handler:
    """Guard a handler that changes something, and refuse it while the store takes no changes."""
    return _guard(handler, changes=True)


def _guard(handler: Handler, *, changes: bool) -> Handler:
    # One coroutine around the handler, not one for each duty: it is there for every request.
    @functools.wraps(handler)
    async def guard(self: Guarded, *arguments: Any) -> Any:
        try:
            if changes:
                self.store_watch.check()
            return await handler(self, *arguments)
        except FUSEError:
            raise
        except OSError as error:
            raise FUSEError(error.errno or errno.EIO) from None
        except Exception:
            log.exception("%s failed", handler.__name__)
            raise FUSEError(errno.EIO) from None

    return cast(Handler, guard)
