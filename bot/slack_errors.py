"""What each way a call to Slack can fail means for whoever has to decide whether to send again."""

from __future__ import annotations

from typing import Final

import aiohttp

from bot.slack_client import error_code, retry_after_s
from jobs.gateway import SlackBusy, SlackRefused, SlackTrouble, SlackUnreachable, SlackUnsure

# The token is at fault and can be mended; the messages are not, and keep until their window closes.
_TOKEN_TROUBLE: Final = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired"})
_NOT_DONE: Final = _TOKEN_TROUBLE | {"request_timeout", "team_added_to_org", "accesslimited"}
# Slack documents these as "some aspect of the operation may have succeeded".
_PERHAPS_DONE: Final = frozenset({"internal_error", "fatal_error", "service_unavailable"})
_BUSY: Final = frozenset({"ratelimited", "rate_limited"})


def trouble_of(error: Exception) -> SlackTrouble:
    """The one place that judges `CALL_ERRORS`. In doubt: `SlackUnsure`; a look costs less than a double."""
    wait = retry_after_s(error)
    code = error_code(error)
    if wait is not None or code in _BUSY:
        return SlackBusy(wait or 1)
    if code is None:
        return _no_word(error)
    if code in _NOT_DONE:
        return SlackUnreachable(code)
    return SlackUnsure(code) if code in _PERHAPS_DONE else SlackRefused(code)


def _no_word(error: Exception) -> SlackTrouble:
    """Slack did not get as far as an answer that can be read."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return SlackUnreachable("no_connection")
    if isinstance(error, TimeoutError):
        return SlackUnsure("no_answer_in_time")
    if isinstance(error, aiohttp.ClientError):
        return SlackUnsure("connection_lost")
    return SlackUnsure("unreadable_answer")
