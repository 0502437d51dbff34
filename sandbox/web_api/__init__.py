"""The Web API: every method of `https://slack.com/api/` that the sandbox knows, and the door before them."""

from sandbox.web_api.door import WebApi

__all__ = ["WebApi"]
