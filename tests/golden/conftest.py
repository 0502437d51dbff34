"""`pytest tests/golden --rewrite-goldens` writes the golden files anew; read the diff, then commit it."""

import pytest

from message_templates.renderer import Renderer


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-goldens", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="session")
def rewrites(request: pytest.FixtureRequest) -> bool:
    # The option is unknown when the tests of another folder are run along, and then nothing is rewritten.
    return bool(request.config.getoption("--rewrite-goldens", default=False))
