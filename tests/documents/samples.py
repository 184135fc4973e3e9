"""Invented forms that the tests of the three renderers share: NPT's PSP form filled in, in Welsh, and blank."""

from __future__ import annotations

from pastoral.foundation.documents.tree import (
    Answer,
    Box,
    Document,
    Fact,
    Facts,
    Language,
    Note,
    Signature,
    Signatures,
    Table,
    YesNo,
)

LABELS = {
    "title": ("Pastoral Support Programme: initial meeting", "Rhaglen Cymorth Bugeiliol: cyfarfod cychwynnol"),
    "authority": ("Neath Port Talbot County Borough Council", "Cyngor Bwrdeistref Sirol Castell-nedd Port Talbot"),
    "service": ("Education, Leisure and Lifelong Learning", "Addysg, Hamdden a Dysgu Gydol Oes"),
    "details": ("The child", "Y plentyn"),
    "name": ("Child's name", "Enw'r plentyn"),
    "born": ("Date of birth", "Dyddiad geni"),
    "school": ("School", "Ysgol"),
    "upn": ("UPN", "UPN"),
    "fsm": ("Free school meals", "Prydau ysgol am ddim"),
    "cla": ("Looked after child", "Plentyn sy'n derbyn gofal"),
    "school_idp": ("School IDP", "CDU yr ysgol"),
    "la_idp": ("LA IDP", "CDU yr awdurdod"),
    "need": ("ALN need", "Angen ADY"),
    "attendance": ("Attendance", "Presenoldeb"),
    "exclusions": ("Number of exclusions", "Nifer y gwaharddiadau"),
    "days": ("Number of days excluded", "Nifer y diwrnodau gwahardd"),
    "meeting": ("Date of meeting", "Dyddiad y cyfarfod"),
    "lead": ("PSP school lead", "Arweinydd RCB yr ysgol"),
    "attendees": ("Who was at the meeting", "Pwy oedd yn y cyfarfod"),
    "person": ("Name", "Enw"),
    "role": ("Role", "Rôl"),
    "agency": ("Organisation", "Sefydliad"),
    "present": ("Present or apologies", "Presennol neu ymddiheuriadau"),
    "reason": ("Reason for PSP", "Rheswm dros yr RCB"),
    "reason_note": (
        "A fair summary, from the point of view of everybody involved.",
        "Crynodeb teg, o safbwynt pawb sy'n gysylltiedig.",
    ),
    "previous": ("Previous strategies and interventions", "Strategaethau ac ymyriadau blaenorol"),
    "working": ("What is working", "Beth sy'n gweithio"),
    "change": ("Positive change wanted", "Newid cadarnhaol a ddymunir"),
    "target": ("Target", "Targed"),
    "school_agrees": ("School agrees to", "Mae'r ysgol yn cytuno i"),
    "proactive": ("Proactive: changes and support", "Rhagweithiol: newidiadau a chymorth"),
    "reactive": (
        "Reactive: how setbacks are handled, for safety, reflection and learning",
        "Adweithiol: sut yr ymdrinnir ag anawsterau, er diogelwch, myfyrio a dysgu",
    ),
    "parent_agrees": ("Parent or carer agrees to", "Mae'r rhiant neu'r gofalwr yn cytuno i"),
    "others_agree": ("Other professionals agree to", "Mae gweithwyr proffesiynol eraill yn cytuno i"),
    "commitment": ("Agrees to", "Yn cytuno i"),
    "signed": ("Signatures", "Llofnodion"),
    "child": ("Child", "Plentyn"),
    "parent": ("Parent or carer", "Rhiant neu ofalwr"),
    "review": ("Review date", "Dyddiad adolygu"),
}
SQUIGGLE = (
    "M 40 120 C 60 20 110 20 110 110 C 110 180 160 60 180 90 L 200 130 "
    "Q 240 40 260 120 C 300 160 330 60 380 100 L 520 90"
)
SEAL = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def psp(language: Language = "en", *, blank: bool = False, extra: str = "") -> Document:
    """NPT's F-NPT-01 for an invented child; `extra` is put into the reason, to try nasty text."""

    def say(key: str) -> str:
        return LABELS[key][0 if language == "en" else 1]

    def filled(text: str) -> str:
        return "" if blank else text

    def agreed(role: str, name: str, drawn: str | None = None) -> Signature:
        if blank:
            return Signature(role=role)
        note = "On the shared screen, 10:42" if drawn else "By link sent to the address on record"
        return Signature(role=role, name=name, answer="Agreed", date="4 November 2026", drawn=drawn, note=note)

    def yes_no(answer: bool) -> YesNo:
        return YesNo(None if blank else answer)

    attendees = (
        ("Cerys Llŷr-Bowen", "Pastoral lead", "Ysgol Bryn Tŵr", "Present"),
        ("Ianto Gwŷn Price", "Young person", "", "Present"),
        ("Siân Price", "Mother", "", "Present"),
        ("Dr Owain Ffoulkes", "Educational psychologist", "Educational Psychology Service", "Present"),
        ("Marged Tudor", "Youth worker", "Youth Service", "Apologies"),
    )
    others = (
        (
            "Dr Owain Ffoulkes",
            "Educational Psychology Service",
            "See Ianto twice before half term and write to school.",
        ),
        ("Marged Tudor", "Youth Service", "Meet Ianto each Tuesday at the youth club for six weeks."),
    )
    details = Facts(
        rows=(
            Fact(say("name"), filled("Ianto Gwŷn Price")),
            Fact(say("born"), filled("14 March 2013")),
            Fact(say("school"), filled("Ysgol Bryn Tŵr")),
            Fact(say("upn"), filled("H801200001001")),
            Fact(say("fsm"), yes_no(True)),
            Fact(say("cla"), yes_no(False)),
            Fact(say("school_idp"), yes_no(True)),
            Fact(say("la_idp"), yes_no(False)),
            Fact(say("need"), filled("Speech, language and communication"), wide=True),
            Fact(say("attendance"), filled("81.4%")),
            Fact(say("exclusions"), filled("3")),
            Fact(say("days"), filled("4.25")),
            Fact(say("meeting"), filled("4 November 2026")),
            Fact(say("lead"), filled("Cerys Llŷr-Bowen, pastoral lead"), wide=True),
        )
    )
    targets = (
        "I stay in at least 4 of my 5 maths lessons each week by 16 December. Now it is 1 of 5.",
        "When I feel cross I show my card and go to Mr Rees's room, 8 times out of 10. Now I walk out without saying.",
        "I eat lunch with Tomos and Efa 3 days a week. Now I eat on my own.",
    )
    return Document(
        title=say("title"),
        language=language,
        organisation=say("authority"),
        strapline=say("service"),
        form_code="F-NPT-01",
        blank=blank,
        seal="" if blank else SEAL,
        meta=() if blank else (("PSP", "2026/0142"),),
        parts=(
            Box(say("details"), (details,)),
            Box(
                say("attendees"),
                (
                    Table(
                        headings=(say("person"), say("role"), say("agency"), say("present")),
                        rows=() if blank else attendees,
                        blank_rows=6 if blank else 0,
                        widths=(4, 4, 5, 3),
                    ),
                ),
            ),
            Box(
                say("reason"),
                (
                    Answer(
                        "",
                        filled(
                            "Ianto has been sent out of maths eleven times since September. He says it is too loud "
                            "and that he can't follow what is asked of him. His mother says he loves school on days "
                            "without maths.\n\nThree suspensions this term, all after break." + extra
                        ),
                        lines_when_blank=7,
                    ),
                ),
                note=say("reason_note"),
            ),
            Box(
                say("previous"),
                (Answer("", filled("Seat by the door. Report card (did not help). Time-out card since October."), 5),),
            ),
            Box(
                say("working"),
                (Answer("", filled("Art and woodwork: no incident this year. He trusts Mr Rees. Reading club."), 5),),
            ),
            Box(
                say("change"),
                tuple(Answer(f"{say('target')} {i}", filled(target), 3) for i, target in enumerate(targets, start=1)),
            ),
            Box(
                say("school_agrees"),
                (
                    Answer(say("proactive"), filled("Pre-teach maths words on Mondays (Mrs Hâf). Quiet seat."), 4),
                    Answer(say("reactive"), filled("Ten minutes with Mr Rees, then back with a way in."), 4),
                ),
            ),
            Box(say("parent_agrees"), (Answer("", filled("Check the card each evening and ring on Fridays."), 3),)),
            Box(
                say("others_agree"),
                (
                    Table(
                        headings=(say("person"), say("agency"), say("commitment")),
                        rows=() if blank else others,
                        blank_rows=3 if blank else 0,
                        widths=(4, 5, 7),
                    ),
                ),
            ),
            Box(
                say("signed"),
                (
                    Signatures(
                        (
                            agreed(say("child"), "Ianto Gwŷn Price", SQUIGGLE),
                            agreed(say("school"), "Cerys Llŷr-Bowen"),
                            agreed(say("parent"), "Siân Price"),
                        )
                    ),
                    Facts((Fact(say("review"), filled("14 December 2026")),), columns=1),
                ),
            ),
            *((Note("Please print in black ink."),) if blank else ()),
        ),
    )
