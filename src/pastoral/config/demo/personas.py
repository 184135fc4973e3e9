"""The cast: one invented person for each kind of user. Tests, the demo and the guides all use the same people."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.foundation.access import Role


@dataclass(frozen=True)
class Persona:
    """`key` is the address of /demo/sign-in/<key>. `where`: "school", "authority", "other-authority", "provider", "pupil" or "nowhere"."""

    key: str
    name: str
    role: Role
    where: str
    post: str
    does: str  # for the page with the cast
    agency: str = ""
    language: str = "en-gb"

    @property
    def email(self) -> str:
        return f"{self.key}@demo.invalid"


PERSONAS: tuple[Persona, ...] = (
    Persona("pastoral-lead", "Siân Rees", Role.PASTORAL_LEAD, "school", "Head of pastoral care",
            "Opens and leads Pastoral Support Programmes at Ysgol Bro Hebog."),
    Persona("alnco", "Gareth Pugh", Role.ALNCO, "school", "ALNCo",
            "Looks after additional learning needs at the same school."),
    Persona("teacher", "Mari Owen", Role.TEACHER, "pupil", "English teacher and key adult",
            "Gives her view and checks in each week with the children she is named for."),
    Persona("head", "Huw Bevan", Role.HEAD, "school", "Headteacher",
            "Sees what is overdue in his school."),
    Persona("ewo", "Carys Lloyd", Role.EWO, "authority", "Education welfare officer",
            "Works with every school of the authority on attendance."),
    Persona("safeguarding-officer", "Rhodri Parry", Role.SAFEGUARDING_OFFICER, "authority",
            "Deputy education safeguarding officer", "Checks that every child is safe in what was arranged."),
    Persona("monitoring-group", "Nia Griffiths", Role.MONITORING_GROUP, "authority", "PSP Monitoring Group",
            "Meets each term to look at all programmes."),
    Persona("director", "Alun Prosser", Role.DIRECTOR, "authority", "Director of education",
            "Sees the whole authority."),
    Persona("provider", "Dylan Harries", Role.PROVIDER, "pupil", "Centre manager",
            "Runs a place outside school for one pupil.", agency="Hafan Workshop"),
    Persona("provider-lead", "Bethan Howells", Role.PROVIDER_LEAD, "provider", "Head of centre",
            "Leads Hafan Workshop: answers referrals, keeps its checks up to date, looks after its staff.", agency="Hafan Workshop"),
    Persona("provider-staff", "Owen Tudor", Role.PROVIDER_STAFF, "provider", "Instructor",
            "Teaches at Hafan Workshop: takes the register on his phone, says at once when he is worried.", agency="Hafan Workshop"),
    Persona("professional", "Priya Nair", Role.PROFESSIONAL, "pupil", "Educational psychologist",
            "Is asked about one child and takes part in the meeting.", agency="Educational Psychology Service"),
    Persona("parent", "Elin Morgan", Role.PARENT, "pupil", "Mother",
            "Reads, agrees or disagrees, and signs, in Welsh.", language="cy"),
    Persona("young-person", "Tomos Morgan", Role.YOUNG_PERSON, "pupil", "Pupil, Year 9",
            "Says what works, chooses an adult, signs, checks in.", language="cy"),
    Persona("other-authority", "Helen Marsh", Role.EWO, "other-authority", "Attendance officer",
            "Works for a different authority, and so must see nothing of this one."),
    Persona("support", "Sam Fisher", Role.SUPPORT, "nowhere", "Support",
            "Helps with the system; may look only in a short, reasoned, logged session."),
)  # fmt: skip

BY_KEY = {persona.key: persona for persona in PERSONAS}
