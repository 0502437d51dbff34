"""Everything that listens, in one list."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from community.clock import Clock
from community.services import Services
from handlers import (
    channel_messages,
    commands,
    communities,
    convenings,
    deliveries,
    digests,
    feedback,
    home,
    installations,
    learnings,
    members,
    objectives,
    pdsa,
    problems,
    reports,
    teams,
)
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.directory import Directory
from handlers.home import HomePage
from handlers.installations import Installations
from message_templates.renderer import Renderer

AREAS = (
    commands.register,
    communities.register,
    members.register,
    convenings.register,
    feedback.register,
    teams.register,
    pdsa.register,
    problems.register,
    learnings.register,
    channel_messages.register,
    digests.register,
    deliveries.register,
    objectives.register,
    reports.register,
    home.register,
)


def register_all(
    app: AsyncApp,
    services: Services,
    render: Renderer,
    *,
    clock: Clock,
    kept_installations: Installations,
) -> Boundary:
    """Put every listener on `app`, which must have been built with `process_before_response=True`.

    Returns the boundary: call its `drain()` before the program ends, so that no reply is lost.
    """
    boundary = Boundary(
        render, HomePage(services, render).view_for, charts_refused=services.native_charts.refused
    )
    desk = Desk(services, render, Directory(services), clock)
    for register in AREAS:
        register(boundary, desk)
    installations.register(boundary, kept_installations)
    boundary.attach(app)
    return boundary
