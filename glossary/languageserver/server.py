"""The server: what the editor opens, changes and asks, over standard input and output.

The whole text is sent with each change (not its differences): pygls splits lines at characters such as U+2028 that end none for an
editor, and would put later changes in wrong places. A text is checked when it has rested for a moment; what was found is for that
version of it alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from glossary import __version__
from glossary.checker import RULES, select
from glossary.errors import FormatError, GlossaryError, InputError
from glossary.findings import SEVERITIES, Severity
from glossary.glossary import Glossary
from glossary.languageserver import messages
from glossary.languageserver.buffers import Buffer
from glossary.reports.checked import Asked
from glossary.text.columns import Encoding

#: Seconds that a text rests before it is checked.
REST = 0.3
Open = Callable[[str], Glossary]


@dataclass(slots=True)
class Session:
    """What a server works with, from `initialize` on."""

    open_book: Open
    book: Glossary | None = None
    asked: Asked = field(default_factory=lambda: Asked(select()))
    buffers: dict[str, Buffer] = field(default_factory=dict)
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def begin(self, options: object) -> None:
        """Take the options of the editor: db, sourceLang, targetLang, rules, ignore, severity. Raises GlossaryError."""
        given = options if isinstance(options, Mapping) else {}
        unknown = sorted(set(given) - {"db", "sourceLang", "targetLang", "rules", "ignore", "severity"})
        self.book = self.open_book(str(given.get("db") or ""))
        least: Severity = next((known for known in SEVERITIES if known == given.get("severity")), "note")
        self.asked = Asked(select(), str(given.get("sourceLang") or ""), str(given.get("targetLang") or ""), least=least)
        rules = select([str(one) for one in given.get("rules") or ()], [str(one) for one in given.get("ignore") or ()])
        self.asked = replace(self.asked, rules=rules)
        if unknown:
            raise InputError(f"unknown options: {', '.join(unknown)}; there are db, sourceLang, targetLang, rules, ignore, severity")


def serve(open_book: Open) -> None:
    """Speak with an editor until it leaves; `open_book` opens the database that it names, "" for the user's own."""
    make(open_book).start_io()


def make(open_book: Open) -> LanguageServer:
    """The server, before it listens."""
    server = LanguageServer(messages.SOURCE, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = Session(open_book)
    _add_texts(server, session)
    _add_answers(server, session)
    return server


def _add_texts(server: LanguageServer, session: Session) -> None:
    """What happens to texts: they are opened, changed, saved and closed."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        try:
            session.begin(params.initialization_options)
        except GlossaryError as error:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"glossary: {error}"))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await _check(server, session, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        _check_later(server, session, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        _check_later(server, session, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        session.buffers.pop(uri, None)
        if waiting := session.waiting.pop(uri, None):
            waiting.cancel()
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _check_later(server: LanguageServer, session: Session, uri: str) -> None:
    """Check a text when it has rested; a change before that begins the rest anew."""
    if waiting := session.waiting.pop(uri, None):
        waiting.cancel()

    async def rest() -> None:
        await asyncio.sleep(REST)
        session.waiting.pop(uri, None)  # a check that has begun is not broken off: its thread would go on beside the next
        await _check(server, session, uri)

    session.waiting[uri] = asyncio.ensure_future(rest())


async def _check(server: LanguageServer, session: Session, uri: str) -> None:
    """Check a text as it is now, beside other work, and tell the editor unless it has changed meanwhile. One check a text at a time."""
    if session.book is None:
        return
    async with session.locks.setdefault(uri, asyncio.Lock()):
        if uri not in server.workspace.text_documents:
            return
        document = server.workspace.get_text_document(uri)
        name = to_fs_path(uri) or uri
        index = session.book.loaded.index
        buffer = await asyncio.to_thread(Buffer.of, name, document.version, document.source, index, session.asked)
        if uri in server.workspace.text_documents and server.workspace.get_text_document(uri).version == buffer.version:
            session.buffers[uri] = buffer
            _publish(server, session, uri, buffer)


def _publish(server: LanguageServer, session: Session, uri: str, buffer: Buffer) -> None:
    """Tell the editor what was found; and once what the options lack, such as a language."""
    lacking = str(buffer.fault) if buffer.fault and not isinstance(buffer.fault, FormatError) else ""
    lacking = lacking.partition(": ")[2] or lacking
    if lacking and lacking not in session.told:
        session.told.add(lacking)
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"glossary: this text {lacking}"))
    found = messages.diagnostics(buffer, uri, _encoding(server))
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, buffer.version))


def _add_answers(server: LanguageServer, session: Session) -> None:
    """What the editor asks about a text that was checked."""

    def current(uri: str) -> Buffer | None:
        buffer = session.buffers.get(uri)
        return buffer if buffer and buffer.version == server.workspace.get_text_document(uri).version else None

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        buffer, book = current(params.text_document.uri), session.book
        if buffer is None or book is None:
            return None
        return _hover(buffer, book, params.position, _encoding(server))

    kinds = [types.CodeActionKind.QuickFix, messages.FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, encoding = params.text_document.uri, _encoding(server)
        buffer = current(uri)
        if buffer is None:
            return []
        start, end = (buffer.ruler.offset(at.line, at.character, encoding) for at in (params.range.start, params.range.end))
        offered = messages.actions(buffer, uri, buffer.at(start, end), encoding) if _wants(params, "quickfix") else []
        return [*offered, *(messages.fix_all(buffer, uri, encoding) if _wants(params, messages.FIX_ALL) else [])]


def _wants(params: types.CodeActionParams, kind: str) -> bool:
    """Does the editor ask for actions of a kind: for all, for it, or for what it is a part of?"""
    only = [str(getattr(one, "value", one)) for one in params.context.only or ()]
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _hover(buffer: Buffer, book: Glossary, position: types.Position, encoding: Encoding) -> types.Hover | None:
    offset = buffer.ruler.offset(position.line, position.character, encoding)
    found = [one for one in buffer.at(offset, offset) if one.span and one.span[0] <= offset]
    named = buffer.mention(offset, book.loaded.find)
    ids = named[0].ids if named else tuple(dict.fromkeys(id_ for one in found for id_ in one.finding.ids))
    if not found and not named:
        return None
    index = book.loaded.index
    span = named[1:] if named else found[0].span
    text = messages.hover(index, [id_ for id_ in ids if index.display(id_)], found, RULES)
    place = messages.range_of(buffer.ruler.place(span[0]), buffer.ruler.place(span[1]), encoding) if span else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), place)


def _encoding(server: LanguageServer) -> Encoding:
    """How the editor counts columns: as was agreed, UTF-16 where nothing was."""
    said = str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
    return "utf-8" if said == "utf-8" else "utf-32" if said == "utf-32" else "utf-16"
