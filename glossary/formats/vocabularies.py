"""What other termbases call our statuses, kinds and languages, both ways: one declared table per vocabulary.

A word that no table has is told and kept, never guessed. What is written is the first word of its meaning.
"""

from __future__ import annotations

from glossary.formats.languages import canonical

#: TBX-Basic 1.2.1 (LTAC, tbxinfo.net, module Min): administrativeStatus. What we write.
LTAC = {
    "preferredTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "admitted",
    "supersededTerm-admn-sts": "superseded",
    "deprecatedTerm-admn-sts": "deprecated",
}
#: TBX-Basic V4 (TerminOrgs 2025) calls the category usageStatus and has three of them; TermWeb and others use them in TBX 2008.
TERMINORGS = {"preferred": "preferred", "admitted": "admitted", "deprecated": "deprecated", "superseded": "superseded"}
#: TBX 2008 beyond the four (ISO 12620), and words of programs: TermWeb (the SUSE termbase), MultiTerm, across, translate5, Phrase.
VENDORS = {
    "standardizedTerm-admn-sts": "preferred",
    "regulatedTerm-admn-sts": "preferred",
    "legalTerm-admn-sts": "preferred",
    "standardizedterm": "preferred",
    "approved": "preferred",
    "recommended": "preferred",
    "allowed": "admitted",
    "draft": "admitted",
    "proposed": "admitted",
    "new": "admitted",
    "notRecommended": "deprecated",
    "forbidden": "deprecated",
    "prohibited": "deprecated",
    "do not use": "deprecated",
    "not to be used": "deprecated",
    "avoid": "deprecated",
    "rejected": "deprecated",
    "unwort": "deprecated",
    "nonusage": "deprecated",
    "obsolete": "superseded",
    "outdated": "superseded",
    "replaced": "superseded",
}
_STATUS = {word.casefold(): status for table in (VENDORS, TERMINORGS, LTAC) for word, status in table.items()}
_OURS = {status: word for word, status in LTAC.items()}
_EXACT = frozenset([*LTAC, *TERMINORGS])


def status_of(word: str) -> str | None:
    """Our status for a word of any vocabulary, None where none has it.

    >>> [status_of(word) for word in ("deprecatedTerm-admn-sts", "Obsolete", "Do not use", "chartreuse")]
    ['deprecated', 'superseded', 'deprecated', None]
    """
    return _STATUS.get(" ".join(word.split()).casefold())


def is_exact(word: str) -> bool:
    """Does a word of a status say no more than our status does?"""
    return word in _EXACT


def ltac_status(status: str) -> str:
    """The word of TBX-Basic 1.2.1 for a status.

    >>> ltac_status("superseded")
    'supersededTerm-admn-sts'
    """
    return _OURS[status]


#: termType of TBX-Basic 1.2.1 for a kind, so that others see what ours is; the kind itself stands in a note of its own.
TERM_TYPES = {"legal": "fullForm", "short": "shortForm", "abbreviation": "abbreviation"}
#: Kinds for a termType (TBX-Basic, TBX 2008), where names are read that are not ordinary terms.
KINDS_OF_TYPES = {
    "fullForm": "legal",
    "shortForm": "short",
    "acronym": "abbreviation",
    "abbreviation": "abbreviation",
    "initialism": "abbreviation",
    "transliteratedForm": "transliteration",
    "transcribedForm": "transliteration",
}

#: Tags by region of the languages that we call by their script.
LANGS = {
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans-SG",
    "zh-Hans-CN": "zh-Hans",
    "zh-TW": "zh-Hant-TW",
    "zh-HK": "zh-Hant-HK",
    "zh-MO": "zh-Hant-MO",
}
#: Codes that ISO 639 has withdrawn, and programs still write.
_WITHDRAWN = {"iw": "he", "in": "id", "ji": "yi"}
#: Tags by region, as tools of translators (TMX) and machine translation (Google) want them.
REGIONAL = {"zh-Hans": "zh-CN", "zh-Hans-SG": "zh-SG", "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK", "zh-Hant-MO": "zh-MO"}


def lang_of(tag: str) -> str | None:
    """Our tag for a language as a file writes it, None where it is none. Variants and private parts are dropped.

    >>> [lang_of(tag) for tag in ("en-us", "ZH_tw", "zh-Hant-hk", "de-DE-1996", "---")]
    ['en-US', 'zh-Hant-TW', 'zh-Hant-HK', 'de-DE', None]
    """
    language, hyphen, rest = tag.strip().replace("_", "-").lower().partition("-")
    found = canonical(f"{_WITHDRAWN.get(language, language)}{hyphen}{rest}")
    return LANGS.get(found, found) or None


def regional(lang: str) -> str:
    """The tag by region that others want for ours, where there is one that is read back to the same.

    >>> regional("zh-Hant-TW"), regional("zh-Hant")
    ('zh-TW', 'zh-Hant')
    """
    return REGIONAL.get(lang, lang)
