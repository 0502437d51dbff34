"""The addresses of the page: what one looks at, what one does, and the clock one turns."""

from datetime import datetime

from aiohttp import web

from sandbox.model import File, Json
from sandbox.page.acts import act
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked, read_asked
from sandbox.page.director import Director, Landmark, Speed
from sandbox.page.guard import FILE_POLICY
from sandbox.page.hub import Hub
from sandbox.page.looking import Looker, quoted, workspace_json
from sandbox.page.paging import span_asked
from sandbox.page.refusals import Refusal, bad_request, not_found
from sandbox.page.world import World

_LANDMARKS: dict[str, Landmark] = {
    "next_message": "next_message",
    "next_morning": "next_morning",
    "next_week": "next_week",
}
_SPEEDS: dict[int, Speed] = {1: 1, 60: 60}
_SHOWN_IN_PLACE = ("text/html", "text/plain", "application/pdf", "image/")


class Routes:
    """Answers for the world the hub shows now."""

    def __init__(self, hub: Hub, *, is_preview: bool) -> None:
        self._hub = hub
        self._is_preview = is_preview

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Put them into an application."""
        me = "/control/people/{user}"
        router.add_get("/control/live", self._hub.serve)
        router.add_get("/control/workspace", self.workspace)
        router.add_get(f"{me}/sidebar", self.sidebar)
        router.add_get(f"{me}/conversations/{{channel}}", self.conversation)
        router.add_get(f"{me}/conversations/{{channel}}/threads/{{ts}}", self.thread)
        router.add_get(f"{me}/homes/{{app}}", self.home)
        router.add_get(f"{me}/modals", self.modals)
        router.add_get(f"{me}/files/{{file}}/{{name}}", self.file)
        router.add_post(f"{me}/acts", self.act)
        router.add_get("/control/clock", self.clock)
        router.add_post("/control/clock", self.turn)
        router.add_get("/control/planned", self.planned)
        router.add_get("/control/scenarios", self.scenarios)
        router.add_post("/control/scenarios", self.play)
        router.add_post("/control/reset", self.reset)
        router.add_get("/control/guide", self.guide)
        router.add_post("/control/guide", self.steer)

    @property
    def world(self) -> World:
        """The world shown now; `Refusal` while there is none."""
        if self._hub.world is None:
            raise Refusal(503, "no_world", "No workspace is shown yet. Try again in a moment.")
        return self._hub.world

    # --- looking

    def _looker(self, request: web.Request) -> Looker:
        world = self.world
        return Looker(world, world.person(request.match_info["user"]))

    async def workspace(self, request: web.Request) -> web.Response:
        return web.json_response(workspace_json(self.world, is_preview=self._is_preview))

    async def sidebar(self, request: web.Request) -> web.Response:
        return web.json_response(self._looker(request).sidebar())

    async def conversation(self, request: web.Request) -> web.Response:
        span = span_asked(list(request.query.items()))
        return web.json_response(self._looker(request).conversation(request.match_info["channel"], span))

    async def thread(self, request: web.Request) -> web.Response:
        asked = request.match_info
        return web.json_response(self._looker(request).thread(asked["channel"], asked["ts"]))

    async def home(self, request: web.Request) -> web.Response:
        return web.json_response({"view": self._looker(request).home(request.match_info["app"])})

    async def modals(self, request: web.Request) -> web.Response:
        return web.json_response({"views": self._looker(request).modals()})

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes. What is in it may come from anybody: it runs no scripts and loads nothing."""
        file = self._looker(request).file(request.match_info["file"])
        headers = {
            "Content-Security-Policy": FILE_POLICY,
            "Content-Disposition": f"{_disposition(file)}; filename*=UTF-8''{quoted(file.name)}",
            "Content-Type": _content_type(file),
            "Cache-Control": "no-store",
        }
        return web.Response(body=file.content, headers=headers)

    # --- acting

    async def act(self, request: web.Request) -> web.Response:
        """Do one thing as one person, and answer what came of it."""
        world = self.world
        user = world.person(request.match_info["user"])
        asked = await read_asked(request)
        try:
            return web.json_response(await act(Actor(world, user), asked))
        finally:
            world.changed()

    # --- the director

    def _director(self) -> Director:
        if self.world.director is None:
            raise Refusal(404, "no_director", "Nobody turns the clock here: time is that of this machine.")
        return self.world.director

    async def clock(self, request: web.Request) -> web.Response:
        return web.json_response(self._director().clock().as_json())

    async def turn(self, request: web.Request) -> web.Response:
        """Turn the clock, or begin a journey; answers the clock as it is then."""
        director, asked = self._director(), await read_asked(request)
        match asked.text("do"):
            case "run":
                await director.run(_speed(asked))
            case "pause":
                await director.pause()
            case "stop":
                await director.stop()
            case "to":
                await director.travel_to(_wall_time(asked.text("at")))
            case landmark if landmark in _LANDMARKS:
                await director.go_to(_LANDMARKS[landmark])
            case other:
                raise _unknown(other)
        return web.json_response(director.clock().as_json())

    async def planned(self, request: web.Request) -> web.Response:
        return web.json_response((await self._director().planned()).as_json())

    async def scenarios(self, request: web.Request) -> web.Response:
        return web.json_response((await self._director().scenarios()).as_json())

    async def play(self, request: web.Request) -> web.Response:
        """Begin a scenario; its world is shown when it has been played."""
        director, asked = self._director(), await read_asked(request)
        await director.play(asked.text("name"))
        return web.json_response(director.clock().as_json(), status=202)

    async def reset(self, request: web.Request) -> web.Response:
        """Begin the current scenario again."""
        director = self._director()
        await director.reset()
        return web.json_response(director.clock().as_json(), status=202)

    async def guide(self, request: web.Request) -> web.Response:
        return web.json_response(_guide_json(self._director()))

    async def steer(self, request: web.Request) -> web.Response:
        """Begin the tour, put it away, or go to a step of it; answers the guide as it is then."""
        director, asked = self._director(), await read_asked(request)
        match asked.text("do"):
            case "start":
                await director.start_guide()
            case "end":
                await director.end_guide()
            case "go":
                await director.go_to_step(asked.number("step"))
            case other:
                raise _unknown(other)
        return web.json_response(_guide_json(director))


def _guide_json(director: Director) -> Json:
    guide = director.guide()
    if guide is None:
        raise not_found("no_guide")
    return guide.as_json()


def _speed(asked: Asked) -> Speed:
    speed = asked.number("speed")
    if speed not in _SPEEDS:
        raise bad_request("“speed” must be 1 or 60.")
    return _SPEEDS[speed]


def _wall_time(text: str) -> datetime:
    """A naive wall time such as 2026-10-01T09:00, in the zone of the director's clock."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise bad_request("“at” must be a date and time such as 2026-10-01T09:00, without a zone.")
    return at


def _unknown(what: str) -> Refusal:
    return bad_request(f"“do” cannot be {what[:40]!r} here.")


def _disposition(file: File) -> str:
    return "inline" if file.mimetype.startswith(_SHOWN_IN_PLACE) else "attachment"


def _content_type(file: File) -> str:
    return f"{file.mimetype}; charset=utf-8" if file.mimetype.startswith("text/") else file.mimetype
