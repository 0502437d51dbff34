"""Short-lived permissions an interaction gives an app: trigger ids and response URLs."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.errors import SlackError
from sandbox.ids import Ids, secret
from sandbox.model import Clock, InstalledApp

TRIGGER_LIFETIME_S = 3.0
RESPONSE_URL_LIFETIME = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Trigger:
    """A permission to open a view for `user_id`. `view_id` is the view it was born in, if any."""

    app_id: str
    user_id: str
    view_id: str | None
    issued: float
    exchanged: bool = False
    expired: bool = False


class Triggers:
    """Trigger ids live `lifetime` *real* seconds and serve once, however the workspace's clock jumps."""

    def __init__(self, lifetime: float = TRIGGER_LIFETIME_S) -> None:
        self.lifetime = lifetime
        self._triggers: dict[str, Trigger] = {}
        self._ids = Ids()

    def issue(self, app: InstalledApp, user_id: str, *, view_id: str | None = None) -> str:
        """A new trigger id for something `user_id` just did with `app`."""
        trigger_id = f"{self._ids.next('9')}.{app.client_id.split('.')[0]}.{secret(12)}"
        self._triggers[trigger_id] = Trigger(app.id, user_id, view_id, time.monotonic())
        return trigger_id

    def exchange(self, trigger_id: str, app: InstalledApp) -> Trigger:
        """Use a trigger up. Raises `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None or trigger.app_id != app.id:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if trigger.expired or time.monotonic() - trigger.issued > self.lifetime:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def expire(self, trigger_id: str) -> None:
        """Let this trigger expire now, if there is such a one."""
        if trigger_id in self._triggers:
            self._triggers[trigger_id].expired = True

    def expire_all(self) -> int:
        """Let every unused trigger expire now; returns how many there were."""
        living = [t for t in self._triggers.values() if not (t.exchanged or t.expired)]
        for trigger in living:
            trigger.expired = True
        return len(living)


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction. `message_ts` is the message it came from, if any."""

    app_id: str
    user_id: str
    channel_id: str
    message_ts: str | None
    thread_ts: str | None
    expires_at: datetime
    uses_left: int = RESPONSE_URL_USES


class ResponseUrls:
    """Response URLs serve five times within thirty minutes of the workspace's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ids = Ids()
        self._urls: dict[str, ResponseUrl] = {}

    def issue(
        self,
        app: InstalledApp,
        user_id: str,
        channel_id: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The path of a new response URL, to be put behind the workspace's `base_url`."""
        path = f"/actions/{app.id}/{self.ids.next('8')}/{secret(12)}"
        expires_at = self._clock.now() + RESPONSE_URL_LIFETIME
        self._urls[path] = ResponseUrl(app.id, user_id, channel_id, message_ts, thread_ts, expires_at)
        return path

    def use(self, path: str) -> ResponseUrl:
        """Use it once. Raises `expired_url` after its time and `used_url` after five uses."""
        url = self._urls.get(path)
        if url is None or self._clock.now() > url.expires_at:
            raise SlackError("expired_url")
        if url.uses_left <= 0:
            raise SlackError("used_url")
        url.uses_left -= 1
        return url

    # --- kept over a restart

    def living(self) -> dict[str, ResponseUrl]:
        """By path, those that can still be used."""
        now = self._clock.now()
        return {p: url for p, url in self._urls.items() if url.uses_left > 0 and url.expires_at >= now}

    def take_in(self, path: str, url: ResponseUrl) -> None:
        """Let a response URL serve that was given out before."""
        self._urls[path] = url
