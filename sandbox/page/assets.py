"""The page's own files, out of the installed package."""

import hashlib
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

from sandbox.page.emoji_names import emoji_by_name

_TYPES = {
    "css": "text/css",
    "html": "text/html",
    "ico": "image/x-icon",
    "js": "text/javascript",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}
_PATH = re.compile(r"(?:[a-z0-9_-]+/){0,3}[a-z0-9_-]+(?:\.[a-z0-9-]+)*\.([a-z0-9]+)\Z", re.IGNORECASE)


async def index(request: web.Request) -> web.StreamResponse:
    """The page itself."""
    return serve_asset(request, "index.html")


async def asset(request: web.Request) -> web.StreamResponse:
    """One of its modules, style sheets or pictures; `emoji.json` is made."""
    path = request.match_info["path"]
    if path == "emoji.json":
        return _respond(request, json.dumps(emoji_by_name(), ensure_ascii=False).encode(), "application/json")
    return serve_asset(request, path)


def serve_asset(request: web.Request, path: str) -> web.StreamResponse:
    """A file by its path below `assets`. Names that could lead anywhere else are no names at all: 404."""
    match = _PATH.match(path)
    kind = _TYPES.get(match[1].lower()) if match else None
    found = _root().joinpath(*path.split("/")) if kind else None
    if kind is None or found is None or not found.is_file():
        raise web.HTTPNotFound(text="There is no such file.")
    return _respond(request, found.read_bytes(), kind)


def _root() -> Traversable:
    return files("sandbox.page").joinpath("assets")


def _respond(request: web.Request, content: bytes, kind: str) -> web.Response:
    tag = hashlib.sha256(content).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    charset = None if kind.startswith("image/") and kind != "image/svg+xml" else "utf-8"
    return web.Response(body=content, content_type=kind, charset=charset, headers=headers)
