"""Files chosen in a form: they come along as text, and become files of the workspace."""

import base64
import binascii
import mimetypes
from collections.abc import Sequence

from sandbox.forms import CannotEnter
from sandbox.model import File
from sandbox.page.acts.actor import Actor
from sandbox.page.asked import Asked
from sandbox.page.refusals import Refusal

MOST_BYTES = 5_000_000


def chosen_files(me: Actor, entered: object) -> Sequence[File]:
    """The files meant: new ones as `{name, content}` (base64), those chosen before as `{id}`."""
    if not isinstance(entered, list) or not all(isinstance(one, dict) for one in entered):
        raise CannotEnter("Files come as a list.")
    return [_chosen(me, Asked(one)) for one in entered]


def _chosen(me: Actor, asked: Asked) -> File:
    if "id" not in asked.body:
        return _taken_in(me, asked)
    file = me.workspace.files.get(asked.text("id"))
    if file is None or file.user_id != me.user.id:
        raise CannotEnter("This file is not there any more.")
    return file


def _taken_in(me: Actor, asked: Asked) -> File:
    name, content = _name(asked), _content(asked)
    file = File(
        id=me.workspace.ids.next("F"),
        name=name,
        title=name,
        user_id=me.user.id,
        created=me.workspace.unix(),
        expected_length=len(content),
        content=content,
        uploaded=True,
        completed=True,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    me.workspace.files[file.id] = file
    return file


def _name(asked: Asked) -> str:
    """The last part of a path; what a browser says of a file is not to be trusted."""
    name = asked.text("name").replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > 255 or not name.isprintable():
        raise CannotEnter("This file has a name that cannot be kept.")
    return name


def _content(asked: Asked) -> bytes:
    try:
        content = base64.b64decode(asked.text("content"), validate=True)
    except (binascii.Error, ValueError):
        raise CannotEnter("This file came in pieces. Choose it again.") from None
    if len(content) > MOST_BYTES:
        raise Refusal(413, "too_large", "A file may have at most 5 MB here.")
    return content
