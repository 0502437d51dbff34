"""The command line. Heavy imports wait inside the commands: `convener --help` answers at once."""

from __future__ import annotations

import asyncio
import errno
import logging
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import available_timezones

import click

if TYPE_CHECKING:
    from bot.doctor import Finding
    from bot.settings import Settings

WRONG, MISUSED = 1, 2  # exit codes: something does not work; something is not set or not right

Work = Callable[["Settings"], Coroutine[None, None, None]]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="convener", prog_name="convener")
def cli() -> None:
    """Convener runs communities of practice in Slack.

    Settings come from the environment and from a file .env: `convener doctor` says what is missing.
    """


@cli.command(short_help="Run everything in one process, over Socket Mode.")
def run() -> None:
    """Run everything in one process: Socket Mode, clock and dispatcher."""
    from bot.running import run_everything

    _run(run_everything)


@cli.command()
def web() -> None:
    """Serve Slack over HTTP, with installation, health and metrics. Any number of these may run."""
    from bot.running import run_web

    _run(run_web)


@cli.command()
def worker() -> None:
    """Run the clock and the dispatcher. Any number of these may run on one PostgreSQL."""
    from bot.running import run_worker

    _run(run_worker)


@cli.command(short_help="Make the database, or bring it up to date.")
def migrate() -> None:
    """Bring the database's schema up to date; creates it when there is none."""
    _run(_migrate)


@cli.command(short_help="Check that all is well, and say how to mend what is not.")
def doctor() -> None:
    """Check tokens, scopes, database, clock and channels, and say how to mend each."""
    from bot.doctor import Finding
    from bot.settings import SettingsError

    try:
        settings = _prepared()
    except SettingsError as error:
        for problem in error.problems:
            _say(Finding("settings", False, problem))
        sys.exit(WRONG)
    _log_only_errors()  # its findings say it
    asyncio.run(_examine(settings))


@cli.command(short_help="Print the manifest to make the Slack app from.")
@click.option("--http", "public_url", metavar="URL", help="The bot's https address; without it: Socket Mode.")
def manifest(public_url: str | None) -> None:
    """Print the Slack app manifest, to paste into "Create an app from a manifest"."""
    from bot.manifest import manifest_yaml

    if public_url is not None and not public_url.startswith("https://"):
        raise click.BadParameter("Slack wants an https address.", param_hint="--http")
    click.echo(manifest_yaml(public_url.rstrip("/") if public_url else None), nl=False)


@cli.command(short_help="Run a pretend Slack on this machine, for any bot.")
@click.option(
    "--port", default=8065, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The app's manifest, YAML or JSON; without it: Convener's own.",
)
def sandbox(port: int, manifest: Path | None) -> None:
    """Run a pretend Slack on this machine, with a page to act on, for any bot to talk to.

    Prints the page's address, and what the bot needs in its environment.
    """
    from bot.manifest import build_manifest
    from sandbox.alone import serve
    from sandbox.manifests import WrongManifest, read_manifest

    try:
        asyncio.run(serve(port, read_manifest(manifest) if manifest else build_manifest()))
    except WrongManifest as wrong:
        for problem in wrong.problems:
            click.echo(problem, err=True)
        sys.exit(MISUSED)
    except KeyboardInterrupt:
        click.echo("The pretend Slack is gone.")
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        sentence = f"Another program uses port {port} already." if is_taken else f"No listening: {error}."
        _give_up(sentence, "Choose another port, or let the sandbox choose: --port 0")


@cli.command(short_help="Open a pretend workspace with the real bot, in the browser.")
@click.option(
    "--port", default=8066, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--scenario", metavar="NAME", help="Begin this scenario: empty, mid_year or end_of_year.")
@click.option("--fresh", is_flag=True, help="Begin anew instead of going on where the last demo ended.")
def demo(port: int, no_browser: bool, scenario: str | None, fresh: bool) -> None:
    """Open a pretend workspace with the real bot in it, as a page in the browser. No Slack account is needed.

    It listens on this machine only, and goes on next time where Ctrl-C ended it.
    """
    from bot.demo.serving import DemoPlan, serve_demo
    from bot.problems import CannotRun
    from bot.settings import read_demo_settings, take_over_environment

    settings = read_demo_settings()
    take_over_environment()
    plan = DemoPlan(port, settings.folder, scenario, fresh, settings.has_browser() and not no_browser)
    try:
        asyncio.run(serve_demo(plan, click.echo))
    except CannotRun as trouble:
        _give_up(trouble.sentence, trouble.advice)


@cli.command("demo-reset", short_help="Forget everything the demo kept.")
def demo_reset() -> None:
    """Forget everything the demo kept: its workspace, and the scenarios that were played."""
    from bot.demo.serving import folder_of
    from bot.problems import CannotRun
    from bot.settings import read_demo_settings

    folder = folder_of(read_demo_settings().folder)
    try:
        folder.open()
    except CannotRun as trouble:
        _give_up(trouble.sentence, trouble.advice)
    folder.forget_all()
    click.echo(f"Forgotten: nothing is kept in {folder.path} any more.")


@cli.command()
@click.option("--fast", is_flag=True, help="Do not wait for a reader.")
@click.option("--picture", type=click.Path(dir_okay=False), help="Save what was told as an SVG file, too.")
@click.option("--report", type=click.Path(dir_okay=False), help="Save the printable report as HTML, too.")
def story(fast: bool, picture: str | None, report: str | None) -> None:
    """Tell two weeks of an invented community in the terminal. No Slack account is needed."""
    from bot.story.two_weeks import tell

    _log_only_errors()
    asyncio.run(
        tell(
            pace=sys.stdout.isatty() and not fast,
            picture=Path(picture) if picture else None,
            report=Path(report) if report else None,
        )
    )


@cli.command(short_help="Play weeks of a community, and check every message.")
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(1, 60))
@click.option("--members", default=24, show_default=True, type=click.IntRange(6, 500))
@click.option("--seed", default=7, show_default=True, help="The same seed tells the same story.")
@click.option("--start", default="2026-09-07", show_default=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--zone", default="America/Los_Angeles", show_default=True, help="The community's IANA zone.")
@click.option("--out", required=True, type=click.Path(file_okay=False), help="Where to write what was seen.")
@click.option("--faults", is_flag=True, help="Slack's bad days, and the bot killed in mid-send.")
@click.option("--database", help="A database URL, of an empty database; without it a SQLite file in --out.")
def simulate(
    weeks: int,
    members: int,
    seed: int,
    start: datetime,
    zone: str,
    out: str,
    faults: bool,
    database: str | None,
) -> None:
    """Play weeks of a community through: the real bot, a pretend Slack, scripted people, virtual time.

    Writes transcript.jsonl, people.jsonl and summary.json. Exits 1 if anything was sent twice, lost, refused
    as invalid, or more than 60 virtual seconds late; if somebody read an error or a name that was to stay
    secret; if cycles, problems, learnings, digests, pages for councils, reports or objectives went astray.
    CONTRIBUTING.md says what is checked of each.
    """
    from bot.simulation.plan import SimulationPlan
    from bot.simulation.report import play_and_report

    _log_only_errors()
    if faults:
        logging.disable(logging.ERROR)  # each injected fault would write a traceback: they are the point
    folder = Path(out)
    plan = SimulationPlan(weeks, members, seed, start.date(), _zone(zone), folder, faults, database)
    if not asyncio.run(play_and_report(plan)):
        sys.exit(WRONG)


@cli.command(short_help="Show every message with sample data, in a browser.")
@click.option(
    "--port", default=8067, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--goldens",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of golden files; without it tests/golden, if there is one here.",
)
def preview(port: int, goldens: Path | None) -> None:
    """Show every message, view and page with sample data: the way to work on wording.

    Templates are read again at each look, and compared with their golden files where those are there.
    """
    from bot.preview.serving import serve
    from sandbox.page.server import PortTaken

    beside = Path("tests/golden")
    try:
        asyncio.run(serve(port, goldens or (beside if beside.is_dir() else None), click.echo))
    except KeyboardInterrupt:
        click.echo("The preview is over.")
    except PortTaken as taken:
        _give_up(taken.strerror or str(taken), "Choose another port, or let the preview choose: --port 0")


def _log_only_errors() -> None:
    """What a story or a simulation does to the bot on purpose is no news."""
    from bot.logs import configure_logging
    from bot.settings import LogFormat, LogLevel

    configure_logging(LogLevel.ERROR, LogFormat.CONSOLE)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise click.BadParameter(f"{name!r} is no IANA time zone.", param_hint="--zone")
    return name


def main() -> None:
    """The entry point: `convener`."""
    cli()


def _prepared() -> Settings:
    """The settings, once libraries can no longer look beside them and logging is as they say."""
    from bot.logs import configure_logging
    from bot.settings import read_settings, take_over_environment

    settings = read_settings()
    take_over_environment()
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _run(work: Work) -> None:
    """Do the work with the settings; what stops it is said in a sentence or two and ends in an exit code."""
    from bot.problems import CannotRun
    from bot.settings import SettingsError

    try:
        asyncio.run(work(_prepared()))
    except SettingsError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        click.echo(
            "Set it in the environment or in a file .env; to look at everything: convener doctor", err=True
        )
        sys.exit(MISUSED)
    except CannotRun as trouble:
        _give_up(trouble.sentence, trouble.advice)


def _give_up(sentence: str, advice: str) -> NoReturn:
    click.echo(sentence, err=True)
    click.echo(advice, err=True)
    sys.exit(WRONG)


async def _migrate(settings: Settings) -> None:
    from bot.database import migrate

    before, after = await migrate(settings.database_url)
    if before.is_current:
        click.echo(f"The schema is up to date ({after.current}).")
    else:
        click.echo(f"The schema went from {before.current or 'nothing'} to {after.current}.")


async def _examine(settings: Settings) -> None:
    from bot.doctor import Doctor
    from community.clock import SystemClock

    looking = Doctor(settings, SystemClock())
    is_well = True
    try:
        async for finding in looking.examine():
            _say(finding)
            is_well = is_well and finding.is_well
    finally:
        await looking.close()
    click.echo("All is well." if is_well else "Something needs mending: see above.")
    if not is_well:
        sys.exit(WRONG)


def _say(finding: Finding) -> None:
    click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.subject}: {finding.sentence}")
    if finding.advice:
        click.echo(f"      {finding.advice}")
