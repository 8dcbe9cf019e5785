"""`check` and `rule`: is the terminology of a translation right, and what does each rule look for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.commands.desk import Desk, ReportForm, Writer, put, tell
from glossary.commands.options import Db, Encoding, Format, opened
from glossary.commands.printing import Form, Row, print_rows, warn
from glossary.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from glossary.findings import Severity
    from glossary.reports.baseline import Baseline
    from glossary.reports.checked import Asked
    from glossary.reports.located import Report
    from glossary.reports.manual import Manual

_LISTED = ("code", "name", "severity", "what")
_MANUAL = (*_LISTED, "why", "example", "problems")


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="XLIFF, TMX, PO, csv, tsv, xlsx, docx with a table; md, html, docx, txt without a source."),
    ] = None,
    source_lang: Annotated[str, typer.Option("--source-lang", metavar="LANG", help="By default what the file says.")] = "",
    target_lang: Annotated[str, typer.Option("--target-lang", metavar="LANG", help="The same; zh-Hans, zh-Hant-TW, zh-HK, en …")] = "",
    target: Annotated[str, typer.Option("--target", metavar="FILE", help="The translation of FILE, line by line.")] = "",
    form: Annotated[ReportForm | None, typer.Option("--format", "-f", help="By default what the name of -o says, else a table.")] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The report; with --fix, the corrected file.")] = "",
    fix: Annotated[bool, typer.Option("--fix", help="Correct what is certain, in place or as -o, and report what remains.")] = False,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule, by code or name; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="RULE", help="Not this rule; repeatable.")] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option("--severity", metavar="[RULE=]LEVEL", help="Report what is at least so severe; or say how severe a rule is."),
    ] = None,
    baseline: Annotated[str, typer.Option("--baseline", metavar="FILE", help="Be quiet about the findings in this file.")] = "",
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="Accept what is found: write it to the baseline.")] = False,
    safe_csv: Annotated[bool, typer.Option("--safe-csv", help="csv for a spreadsheet: no formulas, a byte order mark.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules; `glossary rule T003` explains one.")] = False,
    db: Db = "",
    encoding: Encoding = "",
) -> None:
    """Check the terminology of translations: names that are missing, wrong, outdated, of another region or another company.

    Every finding has its place in the file, a rule, and what to write if that is known. With --fix what is certain is corrected in
    the file itself, or in a copy that -o names; all else stays as it is, to the byte. A comment in the file, `glossary: ignore T003`,
    and a --baseline keep findings quiet. Exit status 0 if nothing is found, 1 if something is.

    Example: glossary check report.xliff --target-lang zh-Hant-TW -o report.html
    """
    from glossary.checker import RULES

    asked = _asked(rule or (), ignore or (), severity or (), (source_lang, target_lang))
    if rules:
        print_rows(_rows(asked.rules if rule or ignore else RULES), _LISTED, _plain(form))
        return
    paths = _paths(files, target)
    if fix and output and len(paths) > 1:
        raise typer.BadParameter("takes one file with --fix; without it files are corrected in place", param_hint="--output")
    writer = Writer.of(form, "" if fix else output, safe_csv)
    accepted = _baseline(baseline, write=write_baseline)
    with opened(db) as book:
        desk = Desk(book.loaded.index, asked, accepted, target, encoding)
        bitexts = [desk.read(path) for path in paths]
        fixed = sum(desk.fix(bitext, output) for bitext in bitexts) if fix else None
        report = desk.report(paths, bitexts, output if fix else None)
    if write_baseline:
        _accept(Path(baseline), accepted, report)
        return
    writer.write(report)
    tell(report, accepted, baseline, fixed)
    raise typer.Exit(1 if report.found else 0)


def _paths(files: Sequence[str] | None, target: str) -> list[str]:
    if not files:
        raise typer.BadParameter("is missing", param_hint="FILE...")
    if target and len(files) > 1:
        raise typer.BadParameter("is the translation of one FILE", param_hint="--target")
    return list(dict.fromkeys(files))


def _asked(rule: Sequence[str], ignore: Sequence[str], severity: Sequence[str], langs: tuple[str, str]) -> Asked:
    """What to look for. Raises InputError for an unknown rule or level."""
    from glossary.checker import select
    from glossary.findings import SEVERITIES
    from glossary.reports.checked import Asked

    severities: dict[str, Severity] = {}
    least: Severity = "note"
    for said in severity:
        name, is_of_rule, level = said.rpartition("=")
        known = next((known for known in SEVERITIES if known == level.lower()), None)
        if known is None:
            raise InputError(f"unknown severity {level!r}; it is error, warning or note")
        if is_of_rule:
            severities |= {rule.code: known for rule in select([name], [])}
        else:
            least = known
    return Asked(tuple(select(rule, ignore)), *langs, severities, least)


def _baseline(path: str, *, write: bool) -> Baseline:
    """The baseline; an empty one where none is named, or where it is to be made."""
    from glossary.reports.baseline import Baseline, read_baseline

    if write and not path:
        raise typer.BadParameter("accepts findings; say with --baseline FILE where to write them", param_hint="--write-baseline")
    if not path or (write and not Path(path).exists()):
        return Baseline(Path(path or ".").absolute().parent)
    return read_baseline(Path(path))


def _accept(path: Path, baseline: Baseline, report: Report) -> None:
    """Write the baseline anew, with every finding."""
    renewed = baseline.renewed([*report.found, *report.quiet], report.files)
    put(path, renewed.text().encode("utf-8", "replace"))
    warn(f"wrote {path}: {sum(renewed.counts.values()):,} accepted")


def _plain(form: ReportForm | None) -> Form:
    """A form that rules can be listed in."""
    if form is not None and form.value not in [plain.value for plain in Form]:
        raise typer.BadParameter(f"{form} is for findings", param_hint="--format")
    return Form(form.value) if form else Form.table


def rule(
    rules: Annotated[list[str] | None, typer.Argument(metavar="[RULE]...", help="Codes or names; a list of all if none.")] = None,
    form: Format = Form.table,
) -> None:
    """Explain rules of `check` (T) and `lint` (G): what each finds, why that matters, an example, what it gets wrong.

    Example: glossary rule T003
    """
    from glossary.checker import RULES
    from glossary.linter import RULES as LINT

    known: dict[str, Manual] = {label.casefold(): one for one in (*RULES, *LINT) for label in (one.code, one.name)}
    chosen = []
    for asked in rules or ():
        if asked.casefold() not in known:
            raise InputError(f"unknown rule {asked!r}; `glossary rule` lists them")
        chosen.append(known[asked.casefold()])
    if form is not Form.table:
        print_rows(_rows(chosen or (*RULES, *LINT)), _MANUAL, form)
    elif chosen:
        print("\n\n".join(_manual(one) for one in chosen))
    else:
        print_rows(_rows((*RULES, *LINT)), _LISTED, form)


def lsp(db: Db = "") -> None:
    """Run the language server: editors show findings, names and corrections while a text is written (txt, md, html, XLIFF, TMX, PO …).

    It speaks over standard input and output; the editor starts it. The editor's initializationOptions may say db, sourceLang,
    targetLang, rules, ignore and severity.

    Example: glossary lsp --db companies.db
    """
    try:
        from glossary.languageserver.server import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise MissingExtraError("the language server needs pygls: pip install 'zhengming[lsp]'") from None
    serve(lambda named: opened(named or db))


def _rows(rules: Iterable[Manual]) -> Iterator[Row]:
    from glossary.reports.manual import example, problems

    for one in rules:
        said = {column: getattr(one, column) for column in (*_LISTED, "why")}
        yield {**said, "example": example(one), "problems": problems(one)}


def _manual(one: Manual) -> str:
    """A rule, as a page of a manual."""
    from glossary.reports.manual import parts

    return "\n".join([f"{one.code} {one.name} ({one.severity})", *(f"\n{heading}\n  {text}" for heading, text in parts(one))])
