"""The `alongside` command. What is not one of its own subcommands is a Django management command of some package.

`--json` gives one JSON document on standard output. Exit 0: done; 1: refused, with reasons; 2: wrong usage.
"""

import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

DONE, REFUSED, WRONG_USAGE = 0, 1, 2

OWN = {
    "demo": "a synthetic council on this machine (PORT, PACK, PEOPLE)",
    "serve": "the web server, on the database of DATABASE_URL or the embedded one",
    "worker": "the job worker",
    "migrate": "bring the database up to date",
    "doctor": "say what is wrong with this installation",
    "linkage": "files of people linked, or how well that does where the truth is known (linkage --help)",
}
INNER = frozenset({"procrastinate", "runserver", "testserver", "shell", "dbshell", "flush", "test"})


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    if not given or given[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage(with_packages=bool(given)))
        sys.exit(DONE if given else WRONG_USAGE)
    name, rest = given[0], given[1:]
    if name == "demo":
        os.environ["ALONGSIDE_MODE"] = "demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings")
    if name == "linkage":
        sys.exit(_linkage(rest))
    if name in OWN:
        sys.exit(_own(name, [word for word in rest if word != "--json"], as_json=as_json))
    sys.exit(_packages(name, rest, as_json=as_json))


def usage(*, with_packages: bool) -> str:
    """What can be asked for; the packages' commands are listed when Django may be started for it."""
    lines = ["usage: alongside COMMAND [--json] ...", ""]
    lines += [f"  {name:<12} {what}" for name, what in OWN.items()]
    if with_packages:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings_for_checks")
        lines += ["", "  of the packages (each says more with --help): " + ", ".join(package_commands())]
    return "\n".join(lines) + "\n"


def package_commands() -> list[str]:
    """Names of the management commands that our own packages bring."""
    import django
    from django.core.management import get_commands

    django.setup()
    brought = get_commands().items()
    return sorted(
        name for name, app in brought if str(app).startswith(("alongside.", "nonprod")) and name not in INNER | set(OWN)
    )


def _linkage(rest: list[str]) -> int:
    """Linkage knows nothing of Django or a database, and neither does its command."""
    from alongside.people.linkage import command

    return command.run(rest)


def _own(name: str, rest: list[str], *, as_json: bool) -> int:
    """Run one of the commands about running Alongside itself."""
    from alongside.project import demo, doctor, running

    if rest and name != "migrate":
        sys.stderr.write(f"alongside {name} takes no {rest[0]}\n")
        return WRONG_USAGE
    runners: dict[str, Callable[[], int]] = {
        "demo": demo.run,
        "serve": running.serve,
        "worker": running.work,
        "migrate": lambda: _manage("migrate", rest, as_json=as_json),
        "doctor": lambda: doctor.run(as_json=as_json),
    }
    return runners[name]()


def _packages(name: str, rest: list[str], *, as_json: bool) -> int:
    """Hand over to the management command of a package."""
    if name not in package_commands():
        sys.stderr.write(f"alongside has no command '{name}'. 'alongside help' lists them all.\n")
        return WRONG_USAGE
    return _manage(name, rest, as_json=as_json)


def _manage(name: str, rest: list[str], *, as_json: bool) -> int:
    """Run a management command; its refusals become exit 1 with the reasons, as text or as one JSON document.

    A command that knows `--json` writes its own document; for one that does not, what it says is wrapped in one.
    """
    import django
    from django.core.management import CommandError, get_commands, load_command_class

    from alongside.ground.lib.errors import Refused

    django.setup()
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("alongside", name)
    wrap = as_json and "--json" not in parser._option_string_actions
    try:
        options = vars(parser.parse_args([word for word in rest if not (wrap and word == "--json")]))
    except SystemExit as stopped:
        return WRONG_USAGE if stopped.code else DONE
    except CommandError as wrong:
        return _say({"done": False, "reasons": [str(wrong)]}, as_json=as_json, status=WRONG_USAGE)
    said = io.StringIO()
    if wrap:
        options["stdout"] = said
    positional = options.pop("args", ())
    try:
        command.execute(*positional, **options)
    except (CommandError, Refused) as refused:
        return _say({"done": False, "reasons": str(refused).splitlines()}, as_json=as_json, status=REFUSED)
    if wrap:
        return _say({"done": True, "said": said.getvalue().splitlines()}, as_json=True, status=DONE)
    return DONE


def _say(document: dict[str, Any], *, as_json: bool, status: int) -> int:
    """Tell the outcome: one JSON document on standard output, or the reasons as lines on standard error."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stderr.write("\n".join(document.get("reasons", [])) + "\n")
    return status
