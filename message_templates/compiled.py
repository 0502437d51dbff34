"""Compiled templates, kept for the whole process.

A renderer compiles a template once; but a process may have many renderers (a demo, its preview, each test),
and to compile the larger templates takes tens of milliseconds. Jinja compares the source's checksum, so a
template that was edited is compiled anew.
"""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Code by template and place; the newest source's only.

    To be shared between environments that compile alike: the key knows the file, not the environment.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its source is the one that was compiled."""
        checksum, code = self._codes.get(bucket.key, (None, None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


COMPILED = CompiledTemplates()
"""Of this process. Pages and messages are different files, so they never meet in it."""
