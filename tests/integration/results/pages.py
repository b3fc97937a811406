"""Reading pages of results: their words, their tables, what they cost."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plain(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split())


def text_of(response) -> str:
    """What a reader sees of the main part: without tags, spaces made single."""
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<svg xmlns.*?</svg>", " ", main, flags=re.S)
    words = plain(unescape(re.sub(r"<[^>]+>", " ", main)))
    return re.sub(r"\s+([.,:])", r"\1", words)


def sentences_of(response) -> list[str]:
    """The sentence that opens each figure."""
    html = response.content.decode()
    return [plain(unescape(one)) for one in re.findall(r'<p class="says">(.*?)</p>', html, re.S)]


def alternatives_of(response) -> list[str]:
    """The text of each chart."""
    html = response.content.decode()
    return [
        plain(unescape(one)) for one in re.findall(r"<svg xmlns[^>]*><title>(.*?)</title>", html)
    ]


def table_of(response, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins so."""
    for table in response.content.decode().split("<table")[1:]:
        table = table.split("</table>")[0]
        if caption in plain(unescape(table.split("</caption>")[0])):
            return [
                [plain(unescape(re.sub(r"<[^>]+>", "", cell))) for cell in
                 re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
                for row in re.findall(r"<tr.*?</tr>", table, re.S)
            ]  # fmt: skip
    raise AssertionError(f"no table {caption}")


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
