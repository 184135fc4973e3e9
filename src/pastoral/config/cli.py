"""`pastoral`: everything that is done to an installation rather than in it. Each command says what it does with --help."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from .console import Failed, Progress, plain_errors, report, set_up, tell

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
existing_file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class Commands(click.Group):
    """Adds the commands that live with their own part of Pastoral, loaded only when they are asked for."""

    ELSEWHERE = {
        "policy": ("pastoral.records.policy.cli", "policy", "Check, show, compare and publish local policy packs."),
        "rules": ("pastoral.records.policy.trying", "rules", "List the rules, and try them on a described case."),
    }
    NEED_NO_DATABASE = ("rules",)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, name, _help = self.ELSEWHERE[cmd_name]
        if self.needs_database(cmd_name, sys.argv):
            set_up()
        else:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
            import django

            django.setup()  # does nothing a second time
        found: click.Command = getattr(import_module(module), name)
        return found

    def needs_database(self, name: str, words: list[str]) -> bool:
        """Packs in files are checked, shown and compared without one, and so is the schema printed."""
        if name in self.NEED_NO_DATABASE or {"--help", "-h", "check", "schema"} & set(words):
            return False
        files = sum(word.endswith(".toml") for word in words)
        return not (("show" in words and files) or ("diff" in words and files == 2))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            if name in self.ELSEWHERE:
                rows.append((name, self.ELSEWHERE[name][2]))
            elif not self.commands[name].hidden:
                rows.append((name, self.commands[name].get_short_help_str(70)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Pastoral: casework software that keeps children and young people in full-time education.

    Settings come from environment variables: PASTORAL_HOME (the data folder), PORT, DATABASE_URL, PASTORAL_MODE (demo or
    live), PASTORAL_SECRET_KEY, PASTORAL_URL, EMAIL_URL. The guide for the person who installs it explains each.
    """


# --- running ---


@cli.command()
def run() -> None:
    """Start Pastoral: database, web server and worker. Ctrl-C stops it."""
    from .run import run as start

    raise SystemExit(start(click.echo))


@cli.command(hidden=True)
def worker() -> None:
    """Do the queued and the nightly work (`run` starts this)."""
    set_up()
    from pastoral.foundation.outbox.jobs import run_worker

    run_worker()


@cli.command("check-start", hidden=True)
def check_start() -> None:
    """Refuse to go live with demo accounts, a default secret or DEBUG (`run` calls this)."""
    set_up()
    from pastoral.foundation.accounts.checks import refuse_unsafe_start

    refuse_unsafe_start()


@cli.command()
def migrate() -> None:
    """Make or update the tables, the audit chain and row security. Safe to run again."""
    set_up(as_owner=True)
    from .migrate import migrate as bring_up_to_date

    bring_up_to_date()
    tell("The tables are up to date.")


@cli.command()
@as_json
def nightly(as_json: bool) -> None:
    """Do the night's work now: findings looked at again, chasers, old links and drafts cleared."""
    set_up()
    from .setting_up import do_nightly_work

    done = do_nightly_work()
    report({"done": done}, as_json=as_json, lines=[*done, f"{len(done)} jobs done."])


# --- the demo ---


@cli.group()
def demo() -> None:
    """The invented authority that shows what Pastoral does."""


def _demo_only() -> None:
    from .environment import read_environment

    if not read_environment().demo:
        raise Failed("This is a live installation (PASTORAL_MODE=live), so there is no demo.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds anything already.")
@as_json
def demo_load(if_empty: bool, as_json: bool) -> None:
    """Add the demo authority, its schools, pupils, people and plans."""
    from . import setting_up

    _demo_only()
    set_up()
    try:
        done = setting_up.load_demo(if_empty=if_empty)
    except setting_up.AlreadyThere as there:
        raise Failed(str(there)) from None
    report({"loaded": done}, as_json=as_json, lines=["The demo is loaded." if done else "There was nothing to load."])


@demo.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def demo_reset(yes: bool, as_json: bool) -> None:
    """Empty the database and load the demo afresh. Everything entered is lost."""
    from . import setting_up

    _demo_only()
    if not yes and not click.confirm("Everything in this demo installation will be deleted. Continue?", err=True):
        raise click.Abort
    set_up(as_owner=True)
    setting_up.empty_database()
    setting_up.in_new_process("migrate")
    setting_up.in_new_process("demo", "load")
    report({"reset": True}, as_json=as_json, lines=["The demo is as new."])


# --- imports ---


@cli.group("import")
def imports() -> None:
    """Bring in registers of schools, local authorities, pupils, their marks and lists of providers from files."""


dry_run = click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")


def _report_import(answer: Any, *, as_json: bool, dry_run: bool) -> None:
    from .setting_up import import_answer

    found = import_answer(answer)
    lines = [
        f"{'Would be created' if dry_run else 'Created'}: {found['created']}",
        f"{'Would be updated' if dry_run else 'Updated'}: {found['updated']}",
        f"Unchanged: {found['unchanged']}",
        f"Rejected: {len(found['rejected'])}",
        *(f"  row {r['row']}, {r['field'] or 'whole row'}: {r['reason']}" for r in found["rejected"][:50]),
    ]
    if len(found["rejected"]) > 50:
        lines.append(f"  … and {len(found['rejected']) - 50} more (use --json for all)")
    report(found, as_json=as_json, lines=lines)


@imports.command("schools")
@click.argument("file", type=existing_file)
@dry_run
@as_json
def import_schools(file: Path, dry_run: bool, as_json: bool) -> None:
    """Read a national register of schools: GIAS extracts (England) or the address list of schools (Wales)."""
    set_up()
    from pastoral.records.organisations.services import import_schools as bring_in

    with Progress("Schools") as progress:
        answer = bring_in(file, dry_run=dry_run, progress=progress)
    _report_import(answer, as_json=as_json, dry_run=dry_run)


@imports.command("authorities")
@click.argument("file", type=existing_file)
@dry_run
@as_json
def import_authorities(file: Path, dry_run: bool, as_json: bool) -> None:
    """Read a list of local authorities with their codes."""
    set_up()
    from pastoral.records.organisations.services import import_authorities as bring_in

    with Progress("Authorities") as progress:
        answer = bring_in(file, dry_run=dry_run, progress=progress)
    _report_import(answer, as_json=as_json, dry_run=dry_run)


@imports.command("pupils")
@click.argument("file", type=existing_file)
@click.option("--school", "school_id", required=True, help="The school: its URN, its seven-digit number, or Pastoral's own id.")
@dry_run
@as_json
def import_pupils(file: Path, school_id: str, dry_run: bool, as_json: bool) -> None:
    """Read pupils of one school from a CTF (XML) or a class list (CSV)."""
    set_up()
    from . import setting_up

    answer = setting_up.import_pupils(file, school_id, dry_run=dry_run)
    _report_import(answer, as_json=as_json, dry_run=dry_run)


@imports.command("marks")
@click.argument("file", type=existing_file)
@click.option("--school", "school_id", required=True, help="The school: its URN, its seven-digit number, or Pastoral's own id.")
@dry_run
@as_json
def import_marks(file: Path, school_id: str, dry_run: bool, as_json: bool) -> None:
    """Read marks of one school's register from a CSV file of any size."""
    set_up()
    from . import setting_up

    answer = setting_up.import_marks(file, school_id, dry_run=dry_run)
    _report_import(answer, as_json=as_json, dry_run=dry_run)


@imports.command("providers")
@click.argument("file", type=existing_file)
@click.option("--authority", "authority_name", required=True, help="Whose list it is: the authority's name or three-digit code.")
@click.option("--map", "column_map", multiple=True, metavar="FIELD=COLUMN", help="What a column is, where its heading does not say.")
@click.option("--list", "list_name", default="", help="What the list is called, for example 'Approved providers'.")
@click.option("--quality-assured", is_flag=True, help="The authority has checked the quality of everybody on the list.")
@dry_run
@as_json
def import_providers(
    file: Path, authority_name: str, column_map: tuple[str, ...], list_name: str, quality_assured: bool, dry_run: bool, as_json: bool
) -> None:
    """Read an authority's list of providers of alternative provision (CSV)."""
    set_up()
    from . import setting_up

    answer = setting_up.import_providers(
        file, authority_name, column_map=column_map, list_name=list_name, on_quality_list=quality_assured, dry_run=dry_run
    )
    _report_import(answer, as_json=as_json, dry_run=dry_run)


# --- keeping ---


@cli.group()
def audit() -> None:
    """The record of what was written and who looked."""


@audit.command("verify")
@as_json
def audit_verify(as_json: bool) -> None:
    """Check every link of the audit chain. Exit code 1 when a row was changed, removed, added or put elsewhere."""
    set_up(as_owner=True)
    from dataclasses import asdict

    from pastoral.foundation.audit.verify import verify_chains

    verdict = verify_chains()
    report(
        {"sound": verdict.sound, "faults": [asdict(f) for f in verdict.faults], "heads": [asdict(h) for h in verdict.heads]},
        as_json=as_json,
        lines=[
            *(
                f"Chain {f.chain}, link {f.position or '-'}: {f.table} {f.entry} of {f.day}: {f.problem}"
                for f in verdict.faults
            ),
            *(f"Chain {h.chain}: {h.length} links, ends with {h.hash}" for h in verdict.heads),
            "The audit chain is whole." if verdict.sound else f"{len(verdict.faults)} faults found.",
        ],
    )
    if not verdict.sound:
        raise SystemExit(1)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Write the database and the files into one archive (.tar.gz). Pastoral may be running."""
    set_up(as_owner=True)
    from .backup import back_up

    manifest = back_up(file, tell=tell)
    report(
        {"file": str(file), **manifest.summary()}, as_json=as_json,
        lines=[f"Backed up to {file}: the database and {len(manifest.files)} files, {file.stat().st_size // 1024} kB."],
    )  # fmt: skip


@cli.command()
@click.argument("file", type=existing_file)
@click.option("--replace", is_flag=True, help="Replace what is in the database now.")
@as_json
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Put a backup in place of an empty database. Stop Pastoral first."""
    set_up(as_owner=True)
    from . import setting_up
    from .backup import restore as put_back

    manifest = put_back(file, replace=replace, tell=tell)
    setting_up.in_new_process("migrate")
    report(
        {"file": str(file), **manifest.summary()}, as_json=as_json,
        lines=[f"Restored the backup of {manifest.made_at}: the database and {len(manifest.files)} files."],
    )  # fmt: skip


@cli.command()
@click.option("--email", required=True, help="The person's e-mail address: they sign in with it.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", default="authority_admin", show_default=True, help="The person's role.")
@click.option("--authority", "authority_code", help="Three-digit code of their authority.")
@click.option("--school", "school_id", help="URN, number or id of their school, for a school role.")
@click.option("--provider", help="Name or id of their provider, for a role at a provider of alternative provision.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@as_json
def createuser(
    email: str, name: str, role: str, authority_code: str | None, school_id: str | None, provider: str | None, password_stdin: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Make an account, usually the first administrator of an authority. Everybody after that is invited."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt(
        "Password", hide_input=True, confirmation_prompt=True, err=True
    )  # fmt: skip
    set_up()
    from . import setting_up

    user_id = setting_up.create_user(
        email=email, name=name, role=role, password=password, authority_code=authority_code, school_id=school_id, provider=provider
    )
    report({"id": user_id}, as_json=as_json, lines=["The account is made. A second factor is asked for at the first sign-in."])


@cli.command()
@click.option("--authority", "authority_code", required=True, help="Three-digit code of the authority.")
@click.option("--purpose", required=True, help="What is sent there, as the policy pack names it, for example psp.")
@click.option("--title", required=True, help="What the mailbox is called on screen and in the record.")
@click.option("--email", required=True, help="Its address: a shared mailbox, never a person's own.")
@as_json
def mailbox(authority_code: str, purpose: str, title: str, email: str, as_json: bool) -> None:
    """Say where an authority wants a kind of paper sent. A second time changes the address."""
    set_up()
    from . import setting_up

    new = setting_up.keep_mailbox(authority_code=authority_code, purpose=purpose, title=title, email=email)
    report({"new": new}, as_json=as_json, lines=[f"{title}: papers for {purpose} go to {email}."])


def main() -> None:
    """The entry point: errors are sentences, never tracebacks."""
    with plain_errors():
        cli(prog_name="pastoral")


if __name__ == "__main__":
    main()
