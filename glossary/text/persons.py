"""Given names that are common in English text: what follows one is a surname (Michael Dell, Nikola Tesla).

Those that are words, months, places or companies too (Will, May, Austin, Eva) are left out.
"""

from __future__ import annotations

import re

_NAMES = """
aaron abigail adam adrian agnes ahmed akio akira alan albert alejandro alessandro alex alexander alexandra alexei alfred alice
alison allan allen amanda amir amy anders andre andrea andreas andrei andrew andy angela angelo anita anja ann anna anne annette
anthony antoine anton antonio arjun arnold arthur arun astrid barbara beatrice ben benjamin bernard bernd bernhard beth betty bill
björn bob boris brenda brian bruce bruno carl carlo carlos carmen carol caroline catherine cecilia charles charlie chris christian
christina christine christoph christopher claire claude claudia colin cynthia daniel daniela danny dave david deborah debra dennis
derek diana diane didier diego dieter dietrich dmitri dominic dominique donald donna doris dorothy doug douglas edgar edith edmund
eduardo edward edwin eileen elaine eleanor elena elisabeth elizabeth ellen emil emily emma emmanuel enrico eric erica erich erik
ernest ernst esther eugene evan evelyn fabio fabrice felix ferdinand fernando fiona francesca francesco francis francisco franck
franz françois fred frederick frederik fritz fumio gabriel gabriela gary geoffrey georg george georges gerald gerard gerhard
gianni gilbert gilles giorgio giovanni giulia giuseppe glenn gloria gordon graham greg gregory guido guillaume gustav hannah hans
harold harry harvey heather heinrich heinz helen helena helga helmut henri henrik henry herbert hermann hideo hieronymus hiroaki
hiroshi hiroyuki howard hubert hugh hugo ian igor ingrid irene isaac isabel isabelle ivan jacob jacques jakob james jamie jane
janet janice jason javier jean jeff jeffrey jennifer jens jensen jeremy jerome jerry jessica jim jimmy joachim joan joanna joe
joel johan johann johannes john johnny jon jonas jonathan jordi jorge jose josef joseph josephine joshua joyce juan judith judy
julia julian julie junichi justin jürgen karen karin karl katherine kathleen kathryn kathy katie kazuo keith kelly ken kenji
kenneth kenta kevin kim klaus koichi konrad kristin kurt kyle lars laura lauren laurent lawrence lee leo leon leonard leslie lewis
linda lisa liz lorenzo louis louise luca lucas luigi luis lukas lydia maarten makoto manfred manuel marc marcel marcello marco
marcus margaret maria mariana marie mario marion marius mark markus martha martin martina mary masaru masashi masato massimo
mathias matteo matthew matthias maurice maxim megan melissa michael michel michele michelle miguel mike mikhail milton miriam
mohamed mohammed monica morris morten naoki natalie natasha nathan nathaniel neil nelson nicholas nick nicola nicolas nicole niels
nigel nikita nikola nikolai nils noah nora norbert norman oleg oliver olivia olivier osamu oscar oskar otto owen pablo pamela
paolo patricia patrick paul paula pauline pavel pedro pete peter petra phil philip philipp philippe phillip phyllis pierre pietro
priya rachel rafael rainer rajesh ralph ramon randy raymond rebecca reinhard rené ricardo riccardo richard rita robert roberta
roberto roger roland rolf roman ronald rosa rosemary roy rudolf rupert russell ruth ryan sally salvatore samantha samuel sandra
sanjay sarah satoru satoshi scott sean sebastian serge sergei sergey sergio sharon sheila shigeru shinji shirley simon sofia
soichiro sonia sophia sophie stanley stefan stefano stephan stephanie stephen steve steven stuart sunil susan susanne suzanne sven
sylvia takashi takeshi tanya tara tatiana ted terence teresa terry tetsuo theodor theodore theresa thierry thomas thorsten tim
timothy tina todd tom tomas tommy toni tony toshio tracy ulrich ulrike ursula uwe valentina valerie vanessa vera veronica victor
vijay viktor vincent vincenzo vladimir walter wanda wayne wendy werner wilhelm william willy winston wolfgang xavier yann yasuo
yoko yoshio yuki yuri yusuke yves yvonne zachary
"""
GIVEN = frozenset(_NAMES.split())
_BEFORE = re.compile(r"(?<![\w.-])([A-Z][^\W\d_]{1,11})(?: [A-Z]\.)? \Z")


def given_name_before(left: str) -> str:
    """The given name that ends a text, with a space behind it and maybe an initial; empty if there is none.

    >>> given_name_before("said Michael "), given_name_before("by Henry J. "), given_name_before("Chipmaker ")
    ('Michael', 'Henry', '')
    """
    found = _BEFORE.search(left[-18:]) if left[-1:] == " " else None
    return found[1] if found and found[1].lower() in GIVEN else ""
