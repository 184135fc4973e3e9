"""Words for questions that only some authorities ask, by the question's key; {name} is the child's known name."""

from __future__ import annotations

LOCAL: dict[str, str] = {
    # Hillingdon: the summary before the meeting, and assess, plan, do, review
    "pre_why": "{name} has been sent out of lessons more often since half term and is now at risk of suspension.",
    "pre_strengths": "Kind to younger pupils, quick at mental arithmetic, never misses a football session.",
    "pre_behaviour": "Fourteen entries in six weeks, nearly all between break and lunch; none in art or games.",
    "pre_attendance": "Attendance has fallen since September. One suspension of two days in October.",
    "pre_support": "A seat near the door, a card to leave for five minutes, a weekly talk with the mentor.",
    "pre_senco": "Reading age is two years behind. A screening for language is booked.",
    "pre_agencies": "None at present. The family has agreed to an early help conversation.",
    "assess_parent": "At home things are calm in the holidays and tense on Sunday evenings.",
    "assess_staff": "Starting work is the hard part. Once started, {name} often stays with it.",
    "assess_professionals": "The outreach teacher saw the same pattern: long instructions are lost.",
    "assessments_found": "Reading and following spoken instructions will be looked at before the first review.",
    "rewards": "Ten minutes on the school radio desk on a Friday; a good-news call home.",
    "consequences": "If no effort is made after two reminders: ten minutes at the end of the day, talked through with the mentor.",
    "monitoring": "A card for each day, looked at together on Friday.",
    "key_staff": "The mentor and the head of year",
    "home_contact": "A short message home each Friday, good news first.",
    "review_evidence": "Fewer entries in the behaviour log, more lessons finished, and what {name} says.",
    # Worcestershire: the person-centred and positive behaviour support plan, and what is done in an incident
    "this_child": "Funny, loyal, good with animals. Talks best while doing something with the hands.",
    "avoid": "Long talks in the corridor, being asked why in front of others.",
    "behaviour_says": "“This is too much for me now, and I do not know how to say so.”",
    "rewarding_school": "A job that matters: feeding the fish before registration.",
    "replacement": "Showing a blue card and going to the library desk, practised with the mentor each Monday.",
    "environment": "The first table by the window, a visual timetable, the quiet side of the dining hall.",
    "other_considerations": "Glasses for reading, often forgotten.",
    "interventions": "A nurture group on Tuesday and Thursday; steps of each task on a strip of card.",
    "signs_of_success": "The blue card is used; lessons are finished on most days.",
    "incident_situations": "When the way out is blocked or a fight is near.",
    "incident_signs": "Pacing, hood up, answers get short.",
    "incident_calm": "One adult speaks, quietly. Offer the walk round the field. Do not touch the bag.",
    "incident_contain": "Clear the room of others and wait with the door open.",
    "incident_after": "Water, ten minutes, then talk with the mentor. Parents are told the same day.",
    "incident_by": "The SENCO",
    # Hampshire: the personalised plan for intervention
    "providers_looked_at": "Two workshops and the education centre. The workshop with animals fits best and is nearest.",
    "complements": "Mathematics, English and science stay at school in the mornings.",
    "monitored_by": "The inclusion manager, each week by telephone and each half term at a meeting.",
    "liaison": "The centre's manager and the inclusion manager; a worry is raised the same day with the head.",
    "readiness": "Four weeks of full days at the centre, and {name} says that it is time.",
    "plans_fit": "Takes up the aims of the learning plan.",
    "safeguarding": "Somebody signs {name} in and out each session. School telephones when there is no word by half past nine.",
    # Wiltshire: the reduced education provision plan
    "provision_where": "Mornings at school. Home with a parent in the afternoon, who has agreed to it.",
    "way_back": "One more afternoon every two weeks until all five are back.",
}
