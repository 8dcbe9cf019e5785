"""What TBX may say, and where: the data categories of the dialects Min, Basic and Linguist, and the structure of TBX 3.

Sources: the LTAC module descriptions 1.2.1 (Min.tbxmd, Basic.tbxmd, Linguist.tbxmd) and ISO 30042:2019 for the structure; what
TerminOrgs' TBX-Basic V4 of 2025 names otherwise is read too and written by its name of 1.2.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from glossary.formats.vocabularies import LTAC, TERMINORGS

Level = Literal["entry", "lang", "term"]


@dataclass(frozen=True, slots=True)
class Category:
    """One data category: the element that has it in style DCA, the levels it may stand at, and its values, none for any text."""

    element: str
    levels: str
    values: frozenset[str] = frozenset()

    def allows(self, level: Level, value: str) -> bool:
        """May it stand at this level with this value?"""
        return level in self.levels.split() and (not self.values or value in self.values)


def _among(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MIN = {
    "administrativeStatus": Category("termNote", "term", frozenset(LTAC)),
    "customerSubset": Category("admin", "entry term"),
    "externalCrossReference": Category("xref", "entry lang term"),
    "partOfSpeech": Category("termNote", "term", _among("adjective noun other verb adverb")),
    "subjectField": Category("descrip", "entry"),
}
_BASIC = {
    "context": Category("descrip", "term"),
    "crossReference": Category("ref", "entry term"),
    "definition": Category("descrip", "entry lang"),
    "geographicalUsage": Category("termNote", "term"),
    "grammaticalGender": Category("termNote", "term", _among("masculine feminine neuter other")),
    "projectSubset": Category("admin", "entry term"),
    "responsibility": Category("transacNote", "entry lang term"),
    "source": Category("admin", "entry lang term"),
    "termLocation": Category("termNote", "term", _among(
        "checkBox comboBox comboBoxElement dialogBox groupBox informativeMessage interactiveMessage menuItem progressBar pushButton "
        "radioButton slider spinBox tab tableText textBox toolTip user-definedType")),
    "termType": Category("termNote", "term", _among("fullForm acronym abbreviation shortForm variant phrase")),
    "transactionType": Category("transac", "entry lang term", _among("origination modification")),
    "xGraphic": Category("xref", "entry lang"),
}  # fmt: skip
_LINGUIST = {
    "grammaticalNumber": Category("termNote", "term", _among("singular plural dual mass otherNumber")),
    "reading": Category("admin", "term"),
    "readingNote": Category("adminNote", "term"),
    "register": Category("termNote", "term", _among(
        "colloquialRegister neutralRegister technicalRegister in-houseRegister bench-levelRegister slangRegister vulgarRegister")),
    "transferComment": Category("termNote", "term"),
}  # fmt: skip
#: What is written, and what every reader of TBX-Basic knows.
BASIC: Mapping[str, Category] = {**_MIN, **_BASIC}
DIALECTS: Mapping[str, Mapping[str, Category]] = {
    "TBX-Core": {}, "TBX-Min": _MIN, "TBX-Basic": BASIC, "TBX-Linguist": {**BASIC, **_LINGUIST},
}  # fmt: skip
#: Other names of the same: TBX-Basic V4, and TermWeb's of TBX 2008.
SAME = {"usageStatus": "administrativeStatus", "cross-reference": "crossReference"}
SAME_VALUES = {("transactionType", "creation"): "origination"}
#: Values of V4 that 1.2.1 lacks.
_ALSO = {
    "administrativeStatus": frozenset(TERMINORGS),
    "partOfSpeech": frozenset(["properNoun"]),
    "transactionType": frozenset(["creation"]),
}


def fault_of(dialect: str, name: str, level: Level, value: str) -> str | None:
    """Why a data category may not stand here in a dialect of TBX 3, None if it may, or the dialect is not known.

    >>> fault_of("TBX-Basic", "definition", "term", "a star")
    'TBX-Basic has no definition of a term (only of an entry or language)'
    """
    categories = DIALECTS.get(dialect)
    if categories is None or name in ("note", "date"):
        return None
    category = categories.get(name)
    if category is None:
        return f"{dialect} has no category {name!r}"
    if level not in category.levels.split():
        among = category.levels.replace("lang", "language").replace(" ", " or ")
        return f"{dialect} has no {name} of {'an' if level == 'entry' else 'a'} {level} (only of an {among})"
    if category.allows(level, value) or value in _ALSO.get(name, ()):
        return None
    return f"{value!r} is no {name} of {dialect} ({', '.join(sorted(category.values))})"


_AUX = "(?:(?:descrip|descripGrp|admin|adminGrp|transacGrp|note|ref|xref|DCT) )*"
_LINK = "(?:(?:admin|adminGrp|transacGrp|note|ref|xref|DCT) )*"
#: The content of TBX 3's elements of structure, as patterns over the names of their children, each with a space; none holds text.
CONTENT: Mapping[str, re.Pattern[str]] = {name: re.compile(model) for name, model in {
    "tbx": "tbxHeader text ",
    "tbxHeader": "fileDesc (?:encodingDesc )?(?:revisionDesc )?",
    "fileDesc": "(?:titleStmt )?(?:publicationStmt )?(?:sourceDesc )+",
    "titleStmt": "title (?:note )*",
    "publicationStmt": "(?:p )+",
    "sourceDesc": "(?:p )+",
    "encodingDesc": "(?:p )+",
    "revisionDesc": "(?:change )+",
    "change": "(?:p )+",
    "text": "body (?:back )?",
    "body": "(?:conceptEntry )+",
    "conceptEntry": f"{_AUX}(?:langSec )+",
    "langSec": f"{_AUX}(?:termSec )+",
    "termSec": f"term (?:(?:termNote|termNoteGrp|DCT) )*{_AUX}",
    "termNoteGrp": f"(?:termNote|DCT) {_LINK}",
    "descripGrp": "(?:descrip|DCT) (?:(?:descripNote|admin|adminGrp|transacGrp|note|ref|xref|DCT) )*",
    "adminGrp": "(?:admin|DCT) (?:(?:adminNote|note|ref|xref|DCT) )*",
    "transacGrp": "(?:transac|DCT) (?:(?:transacNote|date|note|ref|xref|DCT) )*",
}.items()}  # fmt: skip
#: Elements of style DCA that say which category they are.
TYPED = frozenset(["descrip", "admin", "termNote", "ref", "xref", "transac", "transacNote", "adminNote", "descripNote"])

Extra = tuple[tuple[str, str], ...]
#: A note that holds a category of its own, with what stands in a group with it.
_BRACKETED = re.compile(
    rf"\[([A-Za-z]\w*:\S[^\[\]]*|(?:{'|'.join([*BASIC, 'note', 'kind', 'date', 'target'])})(?:/target)?)\] ?(.*)", re.DOTALL
)
_EXTRA = re.compile(r" \[\+([^\[\]+][^\[\]]*)\] ")


def bracketed(category: str, value: str, extra: Extra = ()) -> str:
    """A category as the text of a note; `unbracketed` takes it apart.

    >>> bracketed("descrip:Usage note", "rare", (("source", "desk"),))
    '[descrip:Usage note] rare [+source] desk'
    """
    return " ".join([f"[{category}] {_escaped(value)}", *(f"[+{name}] {_escaped(text)}" for name, text in extra)])


def _escaped(text: str) -> str:
    return re.sub(r"\[(?=\++)", "[+", text)


def unbracketed(text: str) -> tuple[str, str, Extra] | None:
    """Category, value and extra of a note that holds a category, None for any other.

    >>> unbracketed("[descrip:Usage note] rare [+source] desk"), unbracketed("[sic]")
    (('descrip:Usage note', 'rare', (('source', 'desk'),)), None)
    """
    found = _BRACKETED.fullmatch(text)
    if found is None:
        return None
    value, *rest = _EXTRA.split(f" {found[2]} ")
    texts = [re.sub(r"\[\+(?=\+)", "[", part) for part in [value.removeprefix(" "), *rest]]
    texts[-1] = texts[-1].removesuffix(" ")
    return found[1], texts[0], tuple(zip(texts[1::2], texts[2::2], strict=True))
