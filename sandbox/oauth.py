"""OAuth codes: given out by the authorize page, exchanged once by the app within ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.errors import SlackError
from sandbox.ids import secret
from sandbox.model import Clock, InstalledApp

CODE_LIFETIME = timedelta(minutes=10)


@dataclass(slots=True)
class Grant:
    """What a person agreed to on the authorize page."""

    app_id: str
    user_id: str
    redirect_uri: str
    expires_at: datetime
    redeemed: bool = False


class OAuthCodes:
    """The codes in circulation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue(self, app: InstalledApp, user_id: str, redirect_uri: str) -> str:
        """A code that says that `user_id` lets the app in."""
        code = secret()
        self._grants[code] = Grant(app.id, user_id, redirect_uri, self._clock.now() + CODE_LIFETIME)
        return code

    def redeem(self, code: str, app: InstalledApp, *, redirect_uri: str) -> Grant:
        """Use a code up. Raises `invalid_code`, `code_already_used`, `bad_redirect_uri`."""
        grant = self._grants.get(code)
        if grant is None or grant.app_id != app.id or self._clock.now() > grant.expires_at:
            raise SlackError("invalid_code")
        if grant.redeemed:
            raise SlackError("code_already_used")
        if redirect_uri != grant.redirect_uri:
            raise SlackError("bad_redirect_uri")
        grant.redeemed = True
        return grant

    # --- kept over a restart

    def living(self) -> dict[str, Grant]:
        """The codes that can still be redeemed."""
        now = self._clock.now()
        return {code: g for code, g in self._grants.items() if not g.redeemed and g.expires_at >= now}

    def take_in(self, code: str, grant: Grant) -> None:
        """Let a code serve that was given out before."""
        self._grants[code] = grant
