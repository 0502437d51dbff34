"""How the page's server says no: a status, a code for programs, a sentence for people. Never a bare 500."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.forms import CannotEnter
from sandbox.model import Json
from sandbox.page.director import DirectorRefuses, NoSuchScenario
from sandbox.screens import NotOnScreen

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)

_NOT_THERE = "not_found", "channel_not_found", "message_not_found", "thread_not_found", "user_not_found"
_SENTENCES = {
    "channel_not_found": "There is no such conversation here.",
    "message_not_found": "This message is not there any more.",
    "thread_not_found": "The message you reply to is not there any more.",
    "user_not_found": "There is nobody of this name here.",
    "not_found": "This form is not open any more.",
    "not_in_channel": "You are not in this conversation any more.",
    "is_archived": "This channel is archived: nothing can be changed in it.",
    "cant_update_message": "You can edit only what you wrote yourself.",
    "cant_delete_message": "You can delete only what you wrote yourself.",
    "already_reacted": "You have reacted with this already.",
    "no_reaction": "You had not reacted with this.",
}


class Refusal(Exception):
    """What the page's server will not do. `sentence` is for people."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence

    def as_json(self) -> Json:
        """As the page reads it."""
        return {"code": self.code, "sentence": self.sentence}


def bad_request(sentence: str) -> Refusal:
    """Something in the request is not as it should be."""
    return Refusal(400, "bad_request", sentence)


def not_on_screen(sentence: str) -> Refusal:
    """What somebody meant to act on is not before their eyes any more."""
    return Refusal(409, "not_on_screen", sentence)


def not_found(code: str) -> Refusal:
    """Nothing here bears that name, or it is not for this person's eyes, which looks the same."""
    return Refusal(404, code, _SENTENCES.get(code, "There is no such thing here."))


@web.middleware
async def refusals_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every refusal under `/control/` as JSON; what goes wrong unexpectedly is logged, too."""
    if not request.path.startswith("/control/"):
        return await handler(request)
    try:
        return await handler(request)
    except web.HTTPException as error:
        return answer(_of_http(error)) if error.status >= 400 else error
    except Exception as error:  # noqa: BLE001 # the outermost frame of a request: whatever it is, it gets an answer
        return answer(refusal_of(error))


def answer(refusal: Refusal) -> web.Response:
    """The refusal, and nothing else."""
    return web.json_response({"error": refusal.as_json()}, status=refusal.status)


def refusal_of(error: Exception) -> Refusal:
    """What an exception means to somebody at the page."""
    match error:
        case Refusal():
            return error
        case SlackError():
            return _of_slack(error.code)
        case NotOnScreen():
            return not_on_screen(str(error))
        case NoSuchScenario():
            return Refusal(404, "no_such_scenario", str(error))
        case DirectorRefuses():
            return Refusal(400, "refused", str(error))
        case CannotEnter():
            return Refusal(400, "cannot_enter", str(error))
    log.error("The page's server failed", exc_info=error)
    return Refusal(500, "internal_error", "Something went wrong in the sandbox itself; its log says more.")


def _of_slack(code: str) -> Refusal:
    if code in _NOT_THERE:
        return not_found(code)
    return Refusal(409, code, _SENTENCES.get(code, f"That is not possible here ({code})."))


def _of_http(error: web.HTTPException) -> Refusal:
    match error:
        case web.HTTPRequestEntityTooLarge():
            return Refusal(413, "too_large", "That is more than the page takes at once.")
        case web.HTTPMethodNotAllowed():
            return Refusal(405, "method_not_allowed", "This address does not take requests of this kind.")
        case web.HTTPNotFound():
            return Refusal(404, "not_found", "There is nothing at this address.")
    return Refusal(error.status, "bad_request", "This address takes requests of another kind.")
