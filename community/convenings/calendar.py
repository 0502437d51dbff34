"""The convening in people's calendars: an ICS file, and links for web calendars."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from icalendar import Calendar, Event

from community.convenings.views import Convening
from community.walltime import zone_of

MEDIA_TYPE = "text/calendar"
LONGEST_URL = 3000  # Slack's limit for the address of a button

_PRODUCT = "-//Convener//Communities of practice//EN"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def uid_of(convening: Convening) -> str:
    """The same for every version of the entry, so that calendars replace it and do not add another."""
    return f"convening-{convening.id}@{convening.workspace_id.lower()}.convener"


def file_name(convening: Convening) -> str:
    """Carries the sequence: a thread shows which file is the newest."""
    return f"convening-{convening.id}-{convening.sequence}.ics"


def ics(convening: Convening, *, now: datetime) -> bytes:
    """The calendar file of the convening as it stands: METHOD REQUEST, or CANCEL once it is cancelled."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if convening.is_cancelled else "REQUEST")
    calendar.add_component(_event(convening, now))
    day = convening.starts_local.date()
    calendar.add_missing_timezones(first_date=day - timedelta(days=366), last_date=day + timedelta(days=366))
    content: bytes = calendar.to_ical()
    return content


def google_url(convening: Convening) -> str:
    """A link that opens Google Calendar with the entry filled in."""
    fixed = {
        "action": "TEMPLATE",
        "dates": f"{_compact(convening.starts_at)}/{_compact(convening.ends_at)}",
        "ctz": convening.zone,
    }
    return _link(
        "https://calendar.google.com/calendar/render", fixed, convening, ("text", "location", "details")
    )


def outlook_url(convening: Convening) -> str:
    """A link that opens Outlook on the web with the entry filled in."""
    fixed = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": f"{convening.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{convening.ends_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    base = "https://outlook.office.com/calendar/0/deeplink/compose"
    return _link(base, fixed, convening, ("subject", "location", "body"))


def _event(convening: Convening, now: datetime) -> Event:
    zone = zone_of(convening.zone)
    ends = convening.ends_at.astimezone(zone)
    event = Event()
    event.add("uid", uid_of(convening))
    event.add("sequence", convening.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", convening.starts_local.replace(tzinfo=zone))
    # A wall time shown twice would be read as the first of the two: such an end is written in UTC.
    event.add("dtend", convening.ends_at if ends.fold else ends)
    event.add("summary", _clean(convening.title))
    event.add("status", "CANCELLED" if convening.is_cancelled else "CONFIRMED")
    for name, text in (("location", _location(convening)), ("description", _description(convening))):
        if text:
            event.add(name, text)
    if convening.link:
        event.add("url", _clean(convening.link))
    return event


def _location(convening: Convening) -> str:
    return _clean(convening.place or convening.link)


def _description(convening: Convening) -> str:
    agenda = "\n".join(f"{item.topic} ({item.minutes} min)" for item in convening.agenda)
    parts = (convening.community_name, convening.objectives, agenda, convening.link)
    return _clean("\n\n".join(part for part in parts if part))


def _clean(text: str) -> str:
    """Without control characters, which no calendar text may hold; `icalendar` escapes the rest."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _compact(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _link(base: str, fixed: dict[str, str], convening: Convening, names: tuple[str, str, str]) -> str:
    """The address with as much text as Slack lets a button's address hold."""
    texts = (_clean(convening.title), _location(convening), _description(convening))
    for lengths in ((150, 500, 800), (150, 300, 0), (60, 60, 0), (20, 0, 0)):
        cut = {
            name: text[:most] for name, text, most in zip(names, texts, lengths, strict=True) if text[:most]
        }
        url = f"{base}?{urlencode(fixed | cut)}"
        if len(url) <= LONGEST_URL:
            return url
    return f"{base}?{urlencode(fixed)}"
