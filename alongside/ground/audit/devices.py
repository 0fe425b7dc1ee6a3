"""From what something was done, without saying where: 'Chrome on Windows', and a mark that tells same from other."""

import hashlib
import hmac

from django.conf import settings

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl/", "curl"),
    ("python", "A Python program"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def describe(user_agent: str) -> str:
    """A browser's own description in three words; the order matters, as most browsers claim to be several."""
    if not user_agent:
        return ""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Another browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def mark(address: str) -> str:
    """A keyed hash of a network address: the same address has the same mark, and nobody can try all addresses on it.

    The key comes from SECRET_KEY; after that changes, older marks no longer compare with newer ones.
    """
    if not address:
        return ""
    key = hashlib.sha256(f"audit.device:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]
