"""Which device a session is on, in words: `Chrome op Windows`. From what the browser says of itself."""

BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "een iPhone"),
    ("iPad", "een iPad"),
    ("Android", "een Android-toestel"),
    ("CrOS", "een Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "een Mac"),
    ("Linux", "Linux"),
]


def device_of(user_agent: str) -> str:
    """A few words; "Onbekende browser" for what nobody uses."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Onbekende browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser
