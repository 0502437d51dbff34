"""What a person means by a name in a menu: whom, which channel, which moment of their own day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.forms import CannotEnter, Directory
from sandbox.model import Channel, ChannelKind, Json, User
from sandbox.state import State

_INCLUDED_AS = {
    ChannelKind.PUBLIC: "public",
    ChannelKind.PRIVATE: "private",
    ChannelKind.DIRECT: "im",
    ChannelKind.GROUP_DIRECT: "mpim",
}


class Chooser:
    """Looks up people, channels and moments for one person."""

    def __init__(self, state: State, user: User) -> None:
        self._state = state
        self._user = user

    def directory(self) -> Directory:
        """These look-ups, as filling in a form wants them."""
        return Directory(self.user_id, self.channel_id, self.unix)

    def user_id(self, who: object) -> str:
        """Somebody by object with an `id`, by id, handle or full name; the deactivated are not offered."""
        wanted = str(getattr(who, "id", who)).removeprefix("@").casefold()
        for user in self._state.users.values():
            if wanted in (user.id.casefold(), user.name.casefold(), user.real_name.casefold()):
                if user.deleted:
                    raise CannotEnter(f"{user.real_name} is deactivated and is not offered.")
                return user.id
        raise CannotEnter(f"There is nobody called {who!r}.")

    def channel_id(self, element: Json, which: object) -> str:
        """A conversation by object with an `id`, by id or name, if this menu offers it to this person."""
        wanted = str(getattr(which, "id", which)).removeprefix("#")
        for channel in self._state.channels.values():
            if wanted in (channel.id, channel.name) and self._is_offered(element, channel):
                return channel.id
        raise CannotEnter(f"The menu offers no conversation {which!r}.")

    def _is_offered(self, element: Json, channel: Channel) -> bool:
        if channel.is_archived or (channel.is_private and self._user.id not in channel.members):
            return False
        if str(element["type"]).endswith("channels_select"):
            return channel.kind is ChannelKind.PUBLIC
        include = element.get("filter", {}).get("include")
        return include is None or _INCLUDED_AS[channel.kind] in include

    def unix(self, moment: datetime) -> int:
        """A moment in Unix seconds; a naive one is the person's own wall time."""
        own = moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(self._user.tz))
        return int(own.timestamp())
