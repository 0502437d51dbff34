"""The HTTP places that are no API methods: response URLs, uploads, downloads, the authorize page."""

from html import escape
from urllib.parse import urlencode

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.exchanges import Uploaded, UrlAnswer
from sandbox.model import InstalledApp
from sandbox.traffic import Traffic
from sandbox.url_answers import show_answer
from sandbox.workspace import Workspace


class SideDoors:
    """Their handlers; `add_routes` puts them into the server."""

    def __init__(self, workspace: Workspace, traffic: Traffic) -> None:
        self._workspace = workspace
        self._traffic = traffic

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/actions/{app_id}/{number}/{secret}", self.answer)
        router.add_post("/upload/v1/{file_id}", self.upload)
        router.add_get("/files-pri/{file_id}/{name}", self.download)
        router.add_get("/oauth/v2/authorize", self.ask_permission)
        router.add_get("/oauth/v2/allow", self.give_permission)

    async def answer(self, request: web.Request) -> web.Response:
        """A response URL: `ok`, or 404 `expired_url` or `used_url`, or 400 with what is wrong."""
        begun = self._traffic.begin()
        response = await self._answer(request)
        what = UrlAnswer(await request.read(), response.status, response.text or "")
        name = request.path.rpartition("/")[0]  # without the part nobody should guess
        self._traffic.add(begun, "response_url", name, what, request.match_info["app_id"])
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            place = self._workspace.response_urls.use(request.path)
        except SlackError as error:
            return web.Response(status=404, text=error.code)
        try:
            show_answer(self._workspace, place, await request.json())
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        except SlackError as error:
            return web.Response(status=400, text=error.code)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """Takes the bytes of a file, raw or as the form field `file`; their number must be as announced."""
        begun = self._traffic.begin()
        response = await self._upload(request)
        file_id = request.match_info["file_id"]
        file = self._workspace.files.get(file_id)
        name, size = (file.name, len(file.content)) if file is not None else (file_id, 0)
        what = Uploaded(name, size, response.status, response.text or "")
        self._traffic.add(begun, "upload", file_id, what)
        return response

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.uploaded:
            return web.Response(status=404, text="file not found")
        content = await _uploaded_bytes(request)
        if len(content) != file.expected_length:
            return web.Response(status=400, text=f"expected {file.expected_length} bytes, got {len(content)}")
        file.content, file.uploaded = content, True
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes for a token with files:read; anybody else gets a sign-in page, as on Slack."""
        file = self._workspace.files.get(request.match_info["file_id"])
        app = self._reader(request)
        if file is None or not file.completed or app is None:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=file.content, content_type=file.mimetype)

    def _reader(self, request: web.Request) -> InstalledApp | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            app, _ = self._workspace.app_for_token(token)
        except SlackError:
            return None
        return app if app.is_installed and "files:read" in app.scopes else None

    # --- OAuth

    async def ask_permission(self, request: web.Request) -> web.Response:
        """The page on which a person lets an app in: one link for each person who may."""
        app = self._client(request)
        redirect_uri = request.query.get("redirect_uri", "")
        registered = app.manifest.get("oauth_config", {}).get("redirect_urls", []) if app else []
        if app is None or not _is_registered(redirect_uri, registered):
            return web.Response(status=400, text="invalid_client_id" if app is None else "bad_redirect_uri")
        people = (u for u in self._workspace.users.values() if not (u.is_bot or u.deleted or u.is_guest))
        links = [
            f'<li><a href="/oauth/v2/allow?{escape(urlencode({**request.query, "user": user.id}))}">'
            f"Allow as {escape(user.real_name)}</a></li>"
            for user in people
        ]
        page = f"<h1>{escape(app.name)} wants to come in</h1><ul>{''.join(links)}</ul>"
        return web.Response(text=page, content_type="text/html")

    async def give_permission(self, request: web.Request) -> web.Response:
        """Sends the person back to the app with a code and the app's own `state`."""
        app = self._client(request)
        user_id = request.query.get("user", "")
        if app is None or user_id not in self._workspace.users:
            return web.Response(status=400, text="invalid_client_id" if app is None else "user_not_found")
        given = request.query.get("redirect_uri", "")
        code = self._workspace.oauth_codes.issue(app, user_id, given)
        target = given or app.manifest.get("oauth_config", {}).get("redirect_urls", [""])[0]
        query = urlencode({"code": code, "state": request.query.get("state", "")})
        raise web.HTTPFound(f"{target}?{query}")

    def _client(self, request: web.Request) -> InstalledApp | None:
        client_id = request.query.get("client_id")
        return next((a for a in self._workspace.apps.values() if a.client_id == client_id), None)


def _is_registered(redirect_uri: str, registered: list[str]) -> bool:
    if not redirect_uri:
        return bool(registered)
    return any(redirect_uri.startswith(prefix) for prefix in registered)


async def _uploaded_bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    for value in form.values():
        return value.file.read() if isinstance(value, web.FileField) else str(value).encode()
    return b""
