"""Setting a community up, and what happens to its channels."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, time
from functools import partial
from typing import Any

from community.communities.holidays import write_holidays
from community.communities.views import Community, CommunityDraft, Person, Purpose
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed
from community.ids import ChannelId, UserId
from community.walltime import today_in
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, Event, FormValues, Submission
from message_templates.ids import ActionId, FormId
from message_templates.values import UnreadableRef

NO_CHANNEL = "A community lives in a channel. Run /cop setup in the one that is to be its home."
DIGEST_WEEKDAY = 4  # Friday
DIGEST_TIME = time(15, 0)
SCHOOL_YEAR_TURNS_IN = 7  # July: from then on people plan the coming year


def register(boundary: Boundary, desk: Desk) -> None:
    listeners = CommunityListeners(desk)
    boundary.on_click(ActionId.SETUP_OPEN, listeners.open_setup)
    boundary.on_submission(FormId.SETUP, listeners.set_up)
    channels = ChannelListeners(desk)
    for kind in ("channel", "group"):
        boundary.on_event(f"{kind}_archive", channels.archived)
        boundary.on_event(f"{kind}_unarchive", channels.unarchived)
        boundary.on_event(f"{kind}_rename", channels.renamed)
        boundary.on_event(f"{kind}_deleted", channels.deleted)
        boundary.on_event(f"{kind}_left", channels.bot_left)
    boundary.on_event("channel_id_changed", channels.id_changed)


class CommunityListeners:
    """The setup form: opened by command or button, sent, shown again when something must be read first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._directory = desk.directory
        self._communities = desk.services.communities

    async def set_up_here(self, command: Command) -> Answer:
        if command.channel.startswith("D"):
            raise NotAllowed(NO_CHANNEL)
        return await self._open(command, command.channel)

    async def open_setup(self, click: Click) -> Answer:
        if click.ref.community is None:
            return await self._open(click, _home_channel(click))
        community = await self._communities.get(click.caller, click.community())
        return await self._open(click, community.home_channel)

    async def set_up(self, form: Submission) -> Answer:
        draft = read_community(form.values)
        try:
            community = await self._save(form, draft)
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        is_new = form.ref.version is None
        return Say(self._desk.message("communities/saved", community=community, is_new=is_new))

    async def _save(self, form: Submission, draft: CommunityDraft) -> Community:
        asked_about = [form.caller.user_id, *draft.facilitators]
        people, seen = await asyncio.gather(
            self._directory.people(form.client, form.caller.workspace_id, asked_about),
            self._directory.find_channel(form.client, _channel_of(form)),
        )
        community = await self._communities.setup(
            form.caller,
            _channel_of(form),
            seen.name if seen else "",
            draft,
            people=people,
            version=form.ref.version,
            accepted=form.values.is_ticked("accept"),
        )
        if seen and not seen.has_bot and not seen.is_private:
            await self._directory.join(form.client, community.home_channel)
        return community

    async def _open(self, asked: Command | Click, channel: ChannelId) -> Answer:
        person, seen = await asyncio.gather(
            self._directory.find_person(asked.client, asked.caller.workspace_id, asked.caller.user_id),
            self._directory.find_channel(asked.client, channel),
        )
        if seen and seen.is_direct:
            raise NotAllowed(NO_CHANNEL)
        community = await self._communities.may_set_up(asked.caller, channel)
        if community is None:
            ref_text = asked.ref_text(channel=channel)
            return Open(self._form(ref_text, self._fresh_draft(asked.caller.user_id, person), channel, None))
        ref_text = asked.ref_text(channel=channel, community=community.id, version=community.version)
        return Open(self._form(ref_text, draft_of(community), channel, community))

    async def _again(self, form: Submission, draft: CommunityDraft, ref_text: str, **say: Any) -> View:
        """The form as it was sent, with what must be read first."""
        known = form.ref.community is not None
        community = await self._communities.get(form.caller, form.community()) if known else None
        return self._form(ref_text, draft, _channel_of(form), community, **say)

    def _form(
        self,
        ref_text: str,
        draft: CommunityDraft,
        channel: ChannelId,
        community: Community | None,
        *,
        warnings: Sequence[str] = (),
        notice: str = "",
    ) -> View:
        return self._desk.form(
            "communities/setup",
            ref_text,
            community=community,
            draft=draft,
            channel=channel,
            warnings=warnings,
            notice=notice,
        )

    def _fresh_draft(self, asker: UserId, person: Person | None) -> CommunityDraft:
        zone = person.zone if person and person.zone else "UTC"
        return fresh_draft(asker, person, today_in(zone, self._desk.clock.now()))


class ChannelListeners:
    """Slack tells what happened to a channel; the communities that live there, or read there, must know."""

    def __init__(self, desk: Desk) -> None:
        self._communities = desk.services.communities

    async def archived(self, event: Event) -> None:
        await self._communities.channel_archived(event.caller, event.channel)

    async def unarchived(self, event: Event) -> None:
        await self._communities.channel_unarchived(event.caller, event.channel)

    async def renamed(self, event: Event) -> None:
        await self._communities.channel_renamed(event.caller, event.channel, event.channel_name)

    async def deleted(self, event: Event) -> None:
        await self._communities.channel_deleted(event.caller, event.channel)

    async def id_changed(self, event: Event) -> None:
        old, new = (ChannelId(str(event.about[f"{which}_channel_id"])) for which in ("old", "new"))
        await self._communities.channel_id_changed(event.caller, old, new)

    async def bot_left(self, event: Event) -> None:
        await self._communities.bot_removed(event.caller, event.channel)


def read_community(values: FormValues) -> CommunityDraft:
    """The draft as typed. A menu left alone has its first value, as the form showed it."""
    return CommunityDraft(
        name=values.text("name"),
        purpose=Purpose(
            values.text("purpose_whom"), values.text("purpose_shared"), values.text("purpose_practice")
        ),
        zone=values.text("zone"),
        facilitators=values.users("facilitators"),
        leaders_channel=values.channel("leaders_channel"),
        year_starts_on=values.date("year_starts_on"),
        year_ends_on=values.date("year_ends_on"),
        semester_ends_on=values.date("semester_ends_on"),
        digest_weekday=int(values.choice("digest_weekday") or DIGEST_WEEKDAY),
        digest_time=values.time("digest_time") or DIGEST_TIME,
        holidays_text=values.text("holidays"),
        skips_quiet_weeks=values.is_ticked("skips_quiet_weeks"),
        reviews_digest=values.is_ticked("reviews_digest"),
        reviews_problems=values.is_ticked("reviews_problems"),
        keeps_contributions=values.is_ticked("keeps_contributions"),
        learning_reaction=values.text("learning_reaction"),
    )


def draft_of(community: Community) -> CommunityDraft:
    """What the form shows when a community is edited."""
    return CommunityDraft(
        name=community.name,
        purpose=community.purpose,
        zone=community.zone,
        facilitators=community.facilitators,
        leaders_channel=community.leaders_channel,
        year_starts_on=community.year_starts_on,
        year_ends_on=community.year_ends_on,
        semester_ends_on=community.semester_ends_on,
        digest_weekday=community.digest_weekday,
        digest_time=community.digest_time,
        holidays_text=write_holidays(community.holidays),
        skips_quiet_weeks=community.skips_quiet_weeks,
        reviews_digest=community.reviews_digest,
        reviews_problems=community.reviews_problems,
        keeps_contributions=community.keeps_contributions,
        learning_reaction=f":{community.learning_reaction}:" if community.learning_reaction else "",
    )


def fresh_draft(asker: UserId, person: Person | None, today: date) -> CommunityDraft:
    """A form nobody has filled in yet: the usual school year around `today`, a digest on Friday afternoon.

    `person`: the asker, if Slack said in time who that is; else they must choose the zone.
    """
    year = today.year if today.month >= SCHOOL_YEAR_TURNS_IN else today.year - 1
    return CommunityDraft(
        name="",
        purpose=Purpose("", "", ""),
        zone=(person.zone if person else None) or "",
        facilitators=(asker,),
        leaders_channel=None,
        year_starts_on=date(year, 9, 1),
        year_ends_on=date(year + 1, 6, 30),
        semester_ends_on=date(year + 1, 1, 31),
        digest_weekday=DIGEST_WEEKDAY,
        digest_time=DIGEST_TIME,
    )


def _channel_of(form: Submission) -> ChannelId:
    if form.ref.channel is None:
        raise UnreadableRef("no channel is named")
    return ChannelId(form.ref.channel)


def _home_channel(click: Click) -> ChannelId:
    found = click.ref.channel or click.channel
    if found is None or found.startswith("D"):
        raise NotAllowed(NO_CHANNEL)
    return ChannelId(found)
