"""What the server says, in the types of the protocol: diagnostics, corrections, what a name is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from lsprotocol import types

from glossary.answers import Written
from glossary.errors import FormatError
from glossary.findings import Severity
from glossary.index import Index
from glossary.languageserver.buffers import Buffer
from glossary.reports.located import FileEdit, Located
from glossary.reports.manual import Manual, parts
from glossary.reports.mqm import mqm_type
from glossary.text.columns import Encoding, Place

SOURCE = "glossary"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
_SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
#: Rules about names that are to be used no more; editors strike such text through.
_DEPRECATED = ("T003",)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def range_of(start: Place, end: Place, encoding: Encoding) -> types.Range:
    """Two places as the protocol counts, from 0."""
    return types.Range(*(types.Position(place.line - 1, _column(place, encoding)) for place in (start, end)))


def _column(place: Place, encoding: Encoding) -> int:
    return {"utf-8": place.utf8, "utf-16": place.utf16, "utf-32": place.column}[encoding] - 1


def diagnostics(buffer: Buffer, uri: str, encoding: Encoding) -> list[types.Diagnostic]:
    """The findings of a buffer, or where it cannot be read."""
    if buffer.fault is not None:
        return [_fault(buffer.fault)] if isinstance(buffer.fault, FormatError) else []
    return [diagnostic(one, buffer, uri, encoding) for one in buffer.found]


def diagnostic(one: Located, buffer: Buffer, uri: str, encoding: Encoding) -> types.Diagnostic:
    """A finding; where the source has the name, the editor can go there."""
    finding = one.finding
    assert one.start is not None
    assert one.end is not None
    return types.Diagnostic(
        range=range_of(one.start, one.end, encoding),
        message=one.line,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source=SOURCE,
        tags=[types.DiagnosticTag.Deprecated] if finding.rule in _DEPRECATED else None,
        related_information=_source(one, buffer, uri, encoding),
        data={"fingerprint": one.fingerprint.digest(), "ids": list(finding.ids), "mqm": mqm_type(finding)},
    )


def _source(one: Located, buffer: Buffer, uri: str, encoding: Encoding) -> list[types.DiagnosticRelatedInformation] | None:
    finding = one.finding
    if finding.side == "source" or finding.source_span is None or buffer.bitext is None or not one.unit.source:
        return None
    start, end = (buffer.ruler.place(at) for at in buffer.bitext.place(finding.unit, "source", *finding.source_span))
    name = one.unit.source[slice(*finding.source_span)]
    return [types.DiagnosticRelatedInformation(types.Location(uri, range_of(start, end, encoding)), f"in the source: {name}")]


def _fault(fault: FormatError) -> types.Diagnostic:
    """Why a file could not be read, on its line if it says which."""
    line = (fault.line or 1) - 1
    place = types.Range(types.Position(line, 0), types.Position(line, 1))
    return types.Diagnostic(range=place, message=fault.reason, severity=types.DiagnosticSeverity.Information, source=SOURCE)


def actions(buffer: Buffer, uri: str, found: Iterable[Located], encoding: Encoding) -> list[types.CodeAction]:
    """What could be written in the place of findings; what is certain is preferred."""
    offered = []
    for one in found:
        for text in one.suggestions:
            if edits := one.edits(text):
                action = types.CodeAction(
                    title=f"Write {text}" if text else f"Delete {one.finding.text}",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic(one, buffer, uri, encoding)],
                    is_preferred=text == one.finding.fix or None,
                    edit=_workspace_edit(uri, buffer, edits, encoding),
                )
                offered.append(action)
    return offered


def fix_all(buffer: Buffer, uri: str, encoding: Encoding) -> list[types.CodeAction]:
    """One action for everything that is certain, if there is anything."""
    edits = buffer.corrections()
    if not edits:
        return []
    return [types.CodeAction("Correct all names that are certain", kind=FIX_ALL, edit=_workspace_edit(uri, buffer, edits, encoding))]


def _workspace_edit(uri: str, buffer: Buffer, edits: Sequence[FileEdit], encoding: Encoding) -> types.WorkspaceEdit:
    """Changes of one text, of the version that was checked and no other."""
    document = types.OptionalVersionedTextDocumentIdentifier(uri, buffer.version)
    changes = [types.TextEdit(range_of(start, end, encoding), text) for start, end, text in edits]
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, changes)])


def hover(index: Index, ids: Sequence[str], found: Sequence[Located], rules: Iterable[Manual]) -> str:
    """What is known at a place, in Markdown: findings with their rules, then entities with all their names."""
    manual = {rule.code: rule for rule in rules}
    said = [_explained(one, manual.get(one.finding.rule)) for one in found]
    return "\n\n---\n\n".join([*said, *(entity(index, one) for one in ids)])


def _explained(one: Located, rule: Manual | None) -> str:
    why = "\n\n".join(f"*{heading}:* {_plain(text)}" for heading, text in parts(rule) if heading in ("What", "Why")) if rule else ""
    name = f" {rule.name}" if rule else ""
    return f"**{one.finding.rule}{name}** {_plain(one.line)}\n\n{why}".strip()


def entity(index: Index, id_: str) -> str:
    """An entity: the name it is shown by, its ID, and its names by language, those to be avoided struck through.

    A list, best names first; tickers last.
    """
    aliases = sorted(index.aliases(id_), key=lambda one: (one.kind == "ticker", one.lang))
    lines = [f"**{_plain(index.display(id_) or id_)}** `{id_}`", ""]
    for (_, lang), names in groupby(aliases, key=lambda one: (one.kind == "ticker", one.lang)):
        lines.append(f"- {lang}: {', '.join(dict.fromkeys(_name(one) for one in names))}")
    return "\n".join(lines)


def _name(one: Written) -> str:
    name = _plain(one.name)
    if one.status in ("deprecated", "superseded"):
        return f"~~{name}~~ ({one.status})"
    return f"**{name}**" if one.status == "preferred" else name


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
