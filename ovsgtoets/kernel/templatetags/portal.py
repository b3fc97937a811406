"""Small pieces that every page is made of: `{% icon %}` and `{% state %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Paths on a 24×24 canvas, drawn with a stroke of 2.
ICONS = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "circle": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16",
    "half": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 4v16M12 8h4M12 12h7M12 16h4",
    "warning": "M12 4L2.5 20h19L12 4zM12 10v4.5M12 17.2v.1",
    "error": "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 8v5M12 16.2v.1",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 11v5M12 7.8v.1",
    "pencil": "M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19L4 20zM14 6.5l3.5 3.5",
    "moodle": "M2 9.5l10-4.5l10 4.5l-10 4.5L2 9.5zM6 11.5v5c3 2.5 9 2.5 12 0v-5M22 9.5v5",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "down": "M6 9.5l6 6l6-6",
    "switch": "M4 8h13l-3-3M20 16H7l3 3",
    "logout": "M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5",
    "download": "M12 4v11M7.5 11l4.5 4.5l4.5-4.5M4 20h16",
    "plus": "M12 5v14M5 12h14",
    "trash": "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "undo": "M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
    "redo": "M16 5l4 4l-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
    "paste": "M9 5H6v15h12V5h-3M9 3.5h6v3.5H9zM9 11h6M9 15h6",
    "settings": "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 7.5V12l3 2",
}
STATES = {
    "done": "check",
    "busy": "half",
    "todo": "circle",
    "warning": "warning",
    "error": "error",
    "waiting": "clock",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline drawing beside a word; the word carries the meaning, so it is hidden from readers."""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        name,
        ICONS[name],
    )


@register.simple_tag
def state(kind: str, word: str) -> SafeString:
    """`{% state "done" "klaar" %}`: icon, word and colour of a state. Kinds: see STATES."""
    return format_html('<span class="state state-{}">{} {}</span>', kind, icon(STATES[kind]), word)
