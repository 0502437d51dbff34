"""Who may talk to the page: browsers and scripts on this machine, and no page from anywhere else.

A sandbox holds no secrets worth stealing, but a page on the internet must not act in it by way of the browser
of somebody who runs one: hence the checks of `Host` (against rebound names) and `Origin`.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.page.refusals import Refusal, answer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The policy of a file shown by itself or in a frame, whoever wrote it: nothing runs, nothing is fetched."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_WRITING = ("POST", "PUT", "PATCH", "DELETE")


def is_page_path(path: str) -> bool:
    """Whether this address belongs to the page, not to the pretend Slack beside it."""
    return path == "/" or path.startswith(("/page/", "/control/"))


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in what comes from this machine, and say how a browser must treat what goes out."""
    if not is_page_path(request.path):
        return await handler(request)
    refusal = _refusal(request)
    try:
        response = answer(refusal) if refusal is not None else await handler(request)
    except web.HTTPException as error:
        _add_headers(error)
        raise
    _add_headers(response)
    return response


def _add_headers(response: web.StreamResponse) -> None:
    """Whatever the handler has set stays; a WebSocket has sent its headers already."""
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)


def _refusal(request: web.Request) -> Refusal | None:
    if request.host not in _hosts(request):
        return Refusal(403, "foreign_host", "This page answers only on this machine, under its own address.")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return Refusal(403, "foreign_origin", "Only this page itself may ask for this.")
    if request.method in _WRITING and request.content_type != "application/json":
        return Refusal(415, "not_json", "This address takes JSON: send Content-Type: application/json.")
    return None


def _hosts(request: web.Request) -> tuple[str, ...]:
    """How this server may be called: by a loopback name, with the port the request came in by."""
    socket = request.transport.get_extra_info("sockname") if request.transport is not None else None
    if socket is None:
        return ()
    port = socket[1]
    return tuple(f"{name}:{port}" for name in _LOOPBACK) + (_LOOPBACK if port == 80 else ())
