"""Schematron (query binding xslt2) by Saxon: the referee of TBX, whose rules lxml cannot run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

_SCH = "{http://purl.oclc.org/dsdl/schematron}"


def stylesheet(schema: Path) -> str:
    """A schema as a stylesheet that writes the message of each assertion that fails, one a line.

    In each pattern the first rule whose context a node matches is the node's: so templates of one mode, the first with the
    highest priority.
    """
    root = etree.parse(str(schema)).getroot()
    spaces = "".join(f" xmlns:{ns.get('prefix')}={quoteattr(ns.get('uri'))}" for ns in root.iter(f"{_SCH}ns"))
    out = [f'<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"{spaces}><xsl:output method="text"/>']
    patterns = list(root.iter(f"{_SCH}pattern"))
    calls = "".join(f'<xsl:apply-templates select="." mode="m{number}"/>' for number in range(len(patterns)))
    out.append(f'<xsl:template match="/">{calls}</xsl:template>')
    for number, pattern in enumerate(patterns):
        rules = list(pattern.iter(f"{_SCH}rule"))
        out.append(f'<xsl:mode name="m{number}" on-no-match="shallow-skip"/>')
        for place, rule in enumerate(rules):
            checks = "".join(_check(check) for check in rule if check.tag in (f"{_SCH}assert", f"{_SCH}report"))
            out.append(
                f'<xsl:template match={quoteattr(rule.get("context"))} mode="m{number}" priority="{len(rules) - place}">{checks}'
                f'<xsl:apply-templates select="@*|node()" mode="m{number}"/></xsl:template>'
            )
    return "".join([*out, "</xsl:stylesheet>"])


def _check(check: etree._Element) -> str:
    """Writes the message of an assertion that does not hold, or a report that does."""
    test = f"not({check.get('test')})" if check.tag == f"{_SCH}assert" else str(check.get("test"))
    said = f"<xsl:value-of select=\"name(.), ': '\"/><xsl:text>{_escaped(check.text or '')}&#10;</xsl:text>"
    return f"<xsl:if test={quoteattr(test)}>{said}</xsl:if>"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")


@cache
def _processor() -> object:
    from saxonche import PySaxonProcessor

    return PySaxonProcessor(license=False)


def failures(schema: Path, document: Path) -> list[str]:
    """What a document breaks of a schema."""
    processor = _processor()
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=stylesheet(schema))  # type: ignore[attr-defined]
    said = compiled.transform_to_string(source_file=str(document))
    return [line for line in (said or "").splitlines() if line.strip()]
