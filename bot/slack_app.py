"""The Bolt app, set up so that none of its defaults loses or repeats a person's request."""

from __future__ import annotations

import logging
from typing import Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.installations import Installation, Installations
from bot.settings import unseen_by_libraries

NOT_INSTALLED: Final = (
    "Convener is not installed in this workspace any more. Ask an administrator to install it again."
)


def build_slack_app(client: AsyncWebClient, installations: Installations, *, serves_one: bool) -> AsyncApp:
    """An app without listeners.

    `client` carries no token: each request gets a copy with its workspace's. Signatures are not checked here
    but in `bot.slack_requests`, before anything is parsed.
    """
    authorize = _authorize_one if serves_one else _authorize_many

    async def authorized(context: AsyncBoltContext, team_id: str | None) -> AuthorizeResult | None:
        return await authorize(installations, context, team_id)

    quiet = logging.getLogger("bolt")
    quiet.setLevel(logging.WARNING)  # Bolt takes the root logger's level otherwise, and logs bodies at debug
    with unseen_by_libraries():
        return AsyncApp(
            logger=quiet,
            name="convener",
            client=client,
            authorize=authorized,  # type: ignore[arg-type] # Bolt does take None: not installed
            user_facing_authorize_error_message=NOT_INSTALLED,
            # Slack hears yes only after our commit; Bolt would acknowledge events before they are handled.
            process_before_response=True,
            # A `say` that reads the thread first and posts metadata of its own; we post through deliveries.
            attaching_conversation_kwargs_enabled=False,
            # Bolt takes an administrator's deletion of our own message for a deed of ours, and drops it.
            ignoring_self_events_enabled=False,
            request_verification_enabled=False,
        )


async def _authorize_one(
    installations: Installations, context: AsyncBoltContext, _: str | None
) -> AuthorizeResult | None:
    installation = await installations.find(None)
    if installation is not None:
        # In a shared channel the payload may name the other workspace; we are installed in this one.
        context["team_id"] = installation.workspace_id
    return _as_bolt_has_it(installation)


async def _authorize_many(
    installations: Installations, _: AsyncBoltContext, team_id: str | None
) -> AuthorizeResult | None:
    return _as_bolt_has_it(await installations.find(team_id))


def _as_bolt_has_it(installation: Installation | None) -> AuthorizeResult | None:
    if installation is None:
        return None
    return AuthorizeResult(
        enterprise_id=None,
        team_id=installation.workspace_id,
        team=installation.name,
        bot_user_id=installation.bot_user_id,
        bot_id=installation.bot_id,
        bot_token=installation.token,
        bot_scopes=sorted(installation.scopes),
    )
