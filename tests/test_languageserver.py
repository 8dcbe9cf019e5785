"""The language server as an editor meets it: a process, spoken to over its standard streams by another implementation of the protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from glossary.languageserver import server
from tests.cases import ROOT

WAIT = 60.0
MD = "# 報告\n\n𠮷野家與長鑫存储合作，`長鑫存储`是代碼。\n"
PO = 'msgid ""\nmsgstr "Language: zh_TW\\n"\n\nmsgid "Nvidia grows."\nmsgstr "𠮷英伟达成長。"\n'


class Editor:
    """An editor with one server; it waits for diagnostics of a version of a text."""

    def __init__(self) -> None:
        self.client: Any = LanguageClient("editor", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []

        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        def shown(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(shown)

    async def start(self, options: dict[str, object], encodings: list[str] | None) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "glossary", "lsp", cwd=ROOT)
        general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(one) for one in encodings or ["utf-16"]])
        params = types.InitializeParams(types.ClientCapabilities(general=general), initialization_options=options)
        result: types.InitializeResult = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return result

    async def open(self, name: str, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(f"file:///texts/{name}", "text", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(name, 1)

    def change(self, name: str, version: int, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(version, f"file:///texts/{name}")
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(document, [types.TextDocumentContentChangeWholeDocument(text)])
        )

    async def diagnostics(self, name: str, version: int | None) -> list[types.Diagnostic]:
        while True:
            said = await asyncio.wait_for(self.published.get(), WAIT)
            if said.uri.endswith(name) and said.version == version:
                return list(said.diagnostics)

    async def hover(self, name: str, line: int, character: int) -> types.Hover | None:
        document = types.TextDocumentIdentifier(f"file:///texts/{name}")
        params = types.HoverParams(document, types.Position(line, character))
        found: types.Hover | None = await self.client.text_document_hover_async(params)
        return found

    async def actions(self, name: str, range_: types.Range, only: list[str] | None = None) -> list[types.CodeAction]:
        document = types.TextDocumentIdentifier(f"file:///texts/{name}")
        kinds = [types.CodeActionKind(one) if one == "quickfix" else one for one in only] if only else None
        context = types.CodeActionContext([], only=kinds)
        found = await self.client.text_document_code_action_async(types.CodeActionParams(document, range_, context))
        return [one for one in found or [] if isinstance(one, types.CodeAction)]


@asynccontextmanager
async def editing(db: Path, encodings: list[str] | None = None, **options: object) -> AsyncIterator[Editor]:
    editor = Editor()
    given: dict[str, object] = {"db": str(db), "sourceLang": "en", "targetLang": "zh-TW", **options}
    result = await editor.start(given, encodings)
    agreed = result.capabilities.position_encoding
    assert getattr(agreed, "value", agreed) == (encodings or ["utf-16"])[0]
    try:
        yield editor
    finally:
        await asyncio.wait_for(editor.client.shutdown_async(None), WAIT)
        editor.client.exit(None)
        await editor.client.stop()


def run(session: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(session())


def edited(text: str, action: types.CodeAction, codec: str = "utf-16-le", size: int = 2) -> str:
    """The text with the changes of an action made, by the codec that columns are counted in."""
    assert action.edit
    (document,) = action.edit.document_changes or []
    assert isinstance(document, types.TextDocumentEdit)
    lines = text.split("\n")
    for edit in reversed(document.edits):
        assert isinstance(edit, types.TextEdit)
        assert edit.range.start.line == edit.range.end.line
        line = lines[edit.range.start.line].encode(codec)
        first, last = size * edit.range.start.character, size * edit.range.end.character
        lines[edit.range.start.line] = (line[:first] + edit.new_text.encode(codec) + line[last:]).decode(codec)
    return "\n".join(lines)


@pytest.mark.slow
def test_a_text_is_checked_named_and_corrected(builtin_database: Path) -> None:
    async def session() -> None:
        async with editing(builtin_database) as editor:
            (found,) = await editor.open("a.md", MD)
            assert (found.code, found.source, found.severity) == ("T005", "glossary", types.DiagnosticSeverity.Warning)
            assert found.range == types.Range(types.Position(2, 5), types.Position(2, 9)), "𠮷 counts two"
            assert "長鑫存储" in found.message
            action, everything = await editor.actions("a.md", found.range)
            assert (action.title, action.kind, action.is_preferred) == ("Write 長鑫存儲", types.CodeActionKind.QuickFix, True)
            assert edited(MD, action) == edited(MD, everything) == MD.replace("與長鑫存储", "與長鑫存儲")
            assert await editor.actions("a.md", types.Range(types.Position(0, 0), types.Position(0, 1)), ["quickfix"]) == []
            hover = await editor.hover("a.md", 2, 6)
            assert hover
            assert isinstance(hover.contents, types.MarkupContent)
            assert "`cxmt`" in hover.contents.value
            assert "**CXMT**" in hover.contents.value
            assert "T005 mixed-script" in hover.contents.value
            assert hover.range == found.range
            assert await editor.hover("a.md", 0, 3) is None
            assert await editor.hover("a.md", 2, 14) is None, "code is not read"

    run(session)


@pytest.mark.slow
def test_both_sides_of_a_bilingual_file(builtin_database: Path) -> None:
    async def session() -> None:
        async with editing(builtin_database) as editor:
            found = [one for one in await editor.open("a.po", PO) if one.code == "T004"]
            assert [one.range for one in found] == [types.Range(types.Position(4, 10), types.Position(4, 13))]
            (action, *_) = await editor.actions("a.po", found[0].range, ["quickfix"])
            assert edited(PO, action) == PO.replace("英伟达", "輝達")
            hover = await editor.hover("a.po", 3, 8)
            assert hover
            assert isinstance(hover.contents, types.MarkupContent)
            assert "**Nvidia** `nvidia`" in hover.contents.value

    run(session)


@pytest.mark.slow
@pytest.mark.parametrize(("encoding", "start", "codec", "size"), [("utf-8", 13, "utf-8", 1), ("utf-32", 4, "utf-32-le", 4)])
def test_columns_are_counted_as_agreed(builtin_database: Path, encoding: str, start: int, codec: str, size: int) -> None:
    async def session() -> None:
        async with editing(builtin_database, [encoding, "utf-16"]) as editor:
            (found,) = await editor.open("a.md", MD)
            assert found.range.start == types.Position(2, start)
            (action, *_) = await editor.actions("a.md", found.range)
            assert edited(MD, action, codec, size) == MD.replace("與長鑫存储", "與長鑫存儲")

    run(session)


@pytest.mark.slow
def test_changes_are_checked_when_the_text_rests(builtin_database: Path) -> None:
    """Lines are those of an editor: U+2028 ends none, and what follows it keeps its place."""

    async def session() -> None:
        async with editing(builtin_database) as editor:
            assert len(await editor.open("a.md", MD)) == 1
            for version in range(2, 12):
                editor.change("a.md", version, f"甲\u2028乙\n長鑫存储{version}\n")
            (found,) = await editor.diagnostics("a.md", 11)
            assert found.range == types.Range(types.Position(1, 0), types.Position(1, 4))
            assert editor.published.empty(), "the versions between were not looked at"
            editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("file:///texts/a.md")))
            assert await editor.diagnostics("a.md", None) == []

    run(session)


@pytest.mark.slow
def test_what_cannot_be_read_is_said_where_it_is(builtin_database: Path) -> None:
    async def session() -> None:
        async with editing(builtin_database) as editor:
            (fault,) = await editor.open("a.xlf", "<xliff>\n<file>\n</xliff>")
            assert fault.severity == types.DiagnosticSeverity.Information
            assert fault.range.start.line == 2
            assert not editor.messages

    run(session)


@pytest.mark.slow
def test_options_that_are_wrong_are_said(builtin_database: Path) -> None:
    async def session() -> None:
        async with editing(builtin_database, rules=["T999"]) as editor:
            await editor.open("a.md", "甲")
            assert editor.messages == ["glossary: unknown rule 'T999'; `glossary check --rules` lists them"]
        async with editing(builtin_database, targetLang="") as editor:
            assert await editor.open("a.md", MD) == await editor.open("b.md", MD) == []
            assert len(editor.messages) == 1, "it is said once"
            assert editor.messages[0].startswith("glossary: this text does not say which language it is in; say")
        async with editing(builtin_database, rules=["T004"], colour="red") as editor:
            assert await editor.open("a.md", MD) == [], "only the rule that was asked for"
            assert editor.messages[0].startswith("glossary: unknown options: colour; there are db,")

    run(session)


def test_it_rests_for_less_than_a_person_notices() -> None:
    assert 0.1 <= server.REST <= 0.5
