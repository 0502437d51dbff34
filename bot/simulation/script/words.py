"""What people type that is the same wherever they type it."""

from __future__ import annotations

HOSTILE_TEXT = (
    '<!channel> <@U0> & "quotes" \\ {{ 7 * 7 }} \u202eright to left\u202c\n*bold* `code` 🎉 ' + "long " * 150
)
