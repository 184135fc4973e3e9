"""Invented names, as they might stand on a register in south Wales. Nobody here is real."""

from __future__ import annotations

GIRLS = (
    "Cerys", "Ffion", "Seren", "Megan", "Carys", "Lowri", "Eira", "Nia", "Mali", "Erin", "Gwenllian", "Elan", "Efa", "Catrin",
    "Alys", "Beca", "Martha", "Greta", "Non", "Olivia", "Amelia", "Isla", "Grace", "Freya", "Poppy", "Ruby", "Evie", "Maisie",
    "Aisha", "Zara", "Maryam", "Amina", "Zofia", "Maja", "Anya", "Chloe", "Bethan", "Rhiannon", "Angharad", "Siwan",
)  # fmt: skip
BOYS = (
    "Rhys", "Dylan", "Osian", "Ioan", "Macsen", "Gethin", "Steffan", "Iestyn", "Deio", "Gruffydd", "Harri", "Llŷr", "Morgan",
    "Efan", "Guto", "Owain", "Cai", "Jac", "Elis", "Oliver", "Noah", "Theo", "Alfie", "Mason", "Logan", "Riley", "Kayden",
    "Yusuf", "Ibrahim", "Omar", "Kacper", "Jakub", "Filip", "Tyler", "Callum", "Ethan", "Brandon", "Tudur", "Siôn", "Wyn",
)  # fmt: skip
SURNAMES = (
    "Jones", "Davies", "Williams", "Evans", "Thomas", "Roberts", "Lewis", "Hughes", "Griffiths", "Edwards", "Owen", "James",
    "Rees", "Jenkins", "Price", "Morris", "Richards", "Phillips", "Powell", "Harris", "Llewellyn", "Bowen", "Parry", "Howells",
    "Pritchard", "Beynon", "Ap Gwilym", "O'Brien", "Smith-Pugh", "Ahmed", "Khan", "Hussain", "Kowalski", "Nowak", "Begum",
    "Walters", "Bevan", "Hopkin", "Mainwaring", "Trahaearn",
)  # fmt: skip
STREETS = ("Heol y Nant", "Stryd Fawr", "Maes yr Haf", "Church Road", "Mill Lane", "Bryn Terrace", "Ffordd y Môr", "Station Road")
STAFF = (
    ("Delyth Vaughan", "Head of Year 8"), ("Martin Cole", "Head of Year 10"), ("Angharad Wyn", "Pastoral manager"),
    ("Leon Baptiste", "Learning mentor"), ("Sioned Hopkins", "Form tutor"), ("Tom Ridley", "PE teacher"),
)  # fmt: skip
