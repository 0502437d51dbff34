"""What axe-core has to say about a page."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_SERIOUS = ("serious", "critical")


async def serious_findings(page: Page) -> list[str]:
    """Serious and critical violations, each with its rule and the first elements it is about."""
    results = await Axe().run(page)
    violations: list[dict[str, Any]] = results.response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in violations
        if one["impact"] in _SERIOUS
    ]
