"""One of every block and element that the pretend Slack takes, for looking at and for clicking on."""

from sandbox.model import Json

PICTURE = "https://pictures.example/board.png"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str | None = None) -> Json:
    more: Json = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value, **more}


GRADES = [option("Grade 3", "3"), option("Grade 4", "4", "Ms. Chi’s"), option("Grade 5", "5")]
CONFIRM: Json = {
    "title": plain("Cancel it?"),
    "text": mrkdwn("*Everybody* will be told."),
    "confirm": plain("Cancel it"),
}
CONFIRM |= {"deny": plain("Keep it"), "style": "danger"}


def asks(block_id: str, label: str, element: Json, **more: object) -> Json:
    """A question of a form."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element | {"action_id": "value"},
        **more,
    }


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def said(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def rich_section(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


BUTTONS: Json = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {
            "type": "button",
            "action_id": "go",
            "text": plain("I’ll be there"),
            "style": "primary",
            "value": "going",
        },
        {
            "type": "button",
            "action_id": "stop",
            "text": plain("Cancel"),
            "style": "danger",
            "confirm": CONFIRM,
        },
        {
            "type": "button",
            "action_id": "more",
            "text": plain("Read more"),
            "url": "https://example.org/more",
        },
        {"type": "button", "action_id": "plain", "text": plain("Later :wave:")},
        {
            "type": "overflow",
            "action_id": "menu",
            "options": [
                option("Edit", "edit", "Its words"),
                option("Move", "move"),
                option("Delete", "delete"),
            ],
        },
    ],
}
MENUS: Json = {
    "type": "actions",
    "block_id": "menus",
    "elements": [
        {
            "type": "static_select",
            "action_id": "one",
            "placeholder": plain("Choose a grade"),
            "options": GRADES,
        },
        {"type": "users_select", "action_id": "who", "placeholder": plain("Choose somebody")},
        {"type": "conversations_select", "action_id": "where", "placeholder": plain("Choose a channel")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-03"},
        {"type": "timepicker", "action_id": "at", "initial_time": "15:30"},
        {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1796340600},
        {"type": "radio_buttons", "action_id": "radio", "options": GRADES, "initial_option": GRADES[1]},
        {"type": "checkboxes", "action_id": "boxes", "options": GRADES, "initial_options": GRADES[:2]},
    ],
}
RICH_TEXT: Json = {
    **rich(
        rich_section(
            said("Plain, "),
            said("bold", bold=True),
            said(", "),
            said("italic", italic=True),
            said(", "),
            said("struck", strike=True),
            said(", "),
            said("code", code=True),
            said(", "),
            said("underlined", underline=True),
            said(" and "),
            said("marked", highlight=True),
            said(". "),
            {"type": "link", "url": "https://example.org", "text": "A link"},
            said(" "),
            {"type": "user", "user_id": "U01ADA"},
            said(" "),
            {"type": "channel", "channel_id": "C02LEADERS"},
            said(" "),
            {"type": "broadcast", "range": "here"},
            said(" "),
            {"type": "usergroup", "usergroup_id": "S01"},
            said(" "),
            {"type": "emoji", "name": "thumbsup", "skin_tone": 4},
            said(" "),
            {"type": "date", "timestamp": 1796340600, "format": "{date_short} at {time}", "fallback": "then"},
            said(" "),
            {"type": "color", "value": "#20623f"},
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [rich_section(said("One")), rich_section(said("Two"))],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [rich_section(said("Inner"))],
        },
        {"type": "rich_text_quote", "elements": [said("A quote")]},
        {"type": "rich_text_preformatted", "elements": [said("preformatted\n  text")]},
    ),
    "block_id": "rich",
}
MARKDOWN: Json = {
    "type": "markdown",
    "text": "# Title\nSome **bold**, *italic*, ~~struck~~ and `code`, [a link](https://example.org).\n\n"
    "- one\n- two\n  - inner\n\n1. first\n2. second\n\n- [x] done\n- [ ] open\n\n"
    "> quoted\n\n```\nfenced <b>\n```\n\n"
    "| Team | Cycles |\n|---|---|\n| Elm 4 | 3 |\n\n---\nThe end.",
}
CARD: Json = {
    "type": "card",
    "hero_image": {"type": "image", "image_url": PICTURE, "alt_text": "The board after the lesson"},
    "title": plain("Exit tickets"),
    "subtitle": plain("Elm grade 4"),
    "body": mrkdwn("*3 of 4* weeks"),
    "actions": [{"type": "button", "action_id": "open", "text": plain("Have a look")}],
}
TASK: Json = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Collect the tickets",
    "status": "in_progress",
    "details": rich(rich_section(said("Every Friday"))),
    "sources": [{"type": "url", "url": "https://example.org", "text": "The guide"}],
}
TABLE: Json = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Cycles"}],
        [{"type": "raw_text", "text": "Elm grade 4"}, {"type": "raw_number", "value": 3, "text": "3"}],
        [rich(rich_section({"type": "user", "user_id": "U02BEN"})), {"type": "raw_text", "text": "1"}],
    ],
}
DATA_TABLE: Json = {
    "type": "data_table",
    "caption": "Teams",
    "page_size": 3,
    "rows": [
        [{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Cycles"}],
        *(
            [{"type": "raw_text", "text": name}, {"type": "raw_number", "value": cycles, "text": str(cycles)}]
            for name, cycles in (("Oak 5", 2), ("Elm 4", 10), ("Ash 3", 0), ("Fir 2", 7), ("Yew 1", 1))
        ),
    ],
}
WEEKS = ["Sep 7", "Sep 14", "Sep 21", "Sep 28"]


def series(name: str, *values: float) -> Json:
    data = [{"label": label, "value": value} for label, value in zip(WEEKS, values, strict=True)]
    return {"name": name, "data": data}


def chart(kind: str, *lines: Json, title: str = "Hands up") -> Json:
    axes = {"categories": WEEKS, "x_label": "Week", "y_label": "% of pupils"}
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": kind, "series": list(lines), "axis_config": axes},
    }


LINES = chart(
    "line",
    series("Elm 4", 31, 35, 33.5, 48),
    series("Oak 5", 20, 22, 29, 31),
    series("Ash 3", 50, 44, 47, 52),
)
AREAS = chart("area", series("Elm 4", 31, 35, 33.5, 48), series("Oak 5", 20, 22, 29, 31))
BARS = chart("bar", series("Elm 4", 3, 5, 4, 8), series("Oak 5", 2, -1, 3, 3))
PIE: Json = {
    "type": "data_visualization",
    "title": "Who answered",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "Going", "value": 9},
            {"label": "Maybe", "value": 3},
            {"label": "No answer", "value": 4.5},
        ],
    },
}
MESSAGE: list[Json] = [
    {"type": "header", "text": plain("One of everything")},
    {
        "type": "section",
        "block_id": "section",
        "text": mrkdwn(
            "*Bold* _italic_ ~struck~ `code` <https://example.org|link>\n&gt; quoted\n• a list\n```a\n  b```"
        ),
        "accessory": {"type": "image", "image_url": PICTURE, "alt_text": "The board"},
    },
    {
        "type": "section",
        "fields": [mrkdwn("*When*\nToday"), mrkdwn("*Where*\nLibrary"), plain("Bring: pencils")],
    },
    BUTTONS,
    MENUS,
    {"type": "divider"},
    RICH_TEXT,
    MARKDOWN,
    {
        "type": "image",
        "image_url": PICTURE,
        "alt_text": "The board after the lesson",
        "title": plain("The board"),
    },
    {
        "type": "context",
        "elements": [{"type": "image", "image_url": PICTURE, "alt_text": "A face"}, mrkdwn("by <@U01ADA>")],
    },
    {
        "type": "context_actions",
        "block_id": "thumbs",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "face",
                "positive_button": {"text": plain("Useful"), "value": "yes"},
                "negative_button": {"text": plain("Not useful"), "value": "no"},
            },
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Remove")},
        ],
    },
    {
        "type": "video",
        "title": plain("Wait time"),
        "title_url": "https://example.org/video",
        "video_url": "https://example.org/embed",
        "thumbnail_url": PICTURE,
        "alt_text": "A classroom",
        "provider_name": "District TV",
        "description": plain("Four minutes"),
    },
    {"type": "file", "external_id": "F-1", "source": "remote"},
    {"type": "call", "call_id": "R1"},
    CARD,
    {
        "type": "carousel",
        "elements": [CARD | {"title": plain(name)} for name in ("One", "Two", "Three", "Four")],
    },
    {
        "type": "container",
        "title": plain("A frame"),
        "subtitle": plain("that folds"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("Inside the frame")}],
    },
    {"type": "plan", "title": "The plan", "tasks": [TASK, TASK | {"task_id": "t2", "status": "complete"}]},
    TASK,
    TABLE,
    DATA_TABLE,
    LINES,
    PIE,
]
FORM: list[Json] = [
    {"type": "alert", "level": "warning", "text": mrkdwn("It starts in *ten minutes*.")},
    {"type": "alert", "level": "success", "text": plain("Saved.")},
    asks("title", "Title", {"type": "plain_text_input", "max_length": 20, "placeholder": plain("Data walk")}),
    asks(
        "notes",
        "Notes",
        {"type": "plain_text_input", "multiline": True},
        optional=True,
        hint=plain("In your own words"),
    ),
    asks("count", "How many", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    asks("mail", "Email", {"type": "email_text_input"}, optional=True),
    asks("link", "Link", {"type": "url_text_input"}, optional=True),
    asks("day", "Day", {"type": "datepicker", "placeholder": plain("Choose a day")}),
    asks("at", "Time", {"type": "timepicker", "timezone": "America/Los_Angeles"}, optional=True),
    asks("moment", "Moment", {"type": "datetimepicker"}, optional=True),
    asks(
        "grade", "Grade", {"type": "static_select", "options": GRADES, "placeholder": plain("Choose a grade")}
    ),
    asks(
        "grades",
        "Grades",
        {"type": "multi_static_select", "options": GRADES, "max_selected_items": 2},
        optional=True,
    ),
    asks("owner", "Owner", {"type": "users_select"}, optional=True),
    asks("people", "People", {"type": "multi_users_select", "initial_users": ["U02BEN"]}, optional=True),
    asks("channel", "Channel", {"type": "channels_select"}, optional=True),
    asks("place", "Conversation", {"type": "conversations_select"}, optional=True),
    asks("unit", "Unit", {"type": "external_select", "min_query_length": 2}, optional=True),
    asks("kind", "Kind", {"type": "radio_buttons", "options": GRADES}, optional=True),
    asks("ticks", "Ticks", {"type": "checkboxes", "options": GRADES}, optional=True),
    asks("rich", "Story", {"type": "rich_text_input"}, optional=True),
    asks("files", "Files", {"type": "file_input", "filetypes": ["png"], "max_files": 2}, optional=True),
]


def a_view(blocks: list[Json], view_id: str = "V1", **more: object) -> Json:
    """A modal as the page is told of it."""
    view: Json = {"id": view_id, "type": "modal", "title": plain("Schedule"), "submit": plain("Schedule it")}
    return view | {"close": plain("Not now"), "blocks": blocks, "state": {"values": {}}} | more
