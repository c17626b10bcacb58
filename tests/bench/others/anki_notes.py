"""Anki's store, asked again and again: a number on a line of the input is that many notes, each added by a call that commits to the
disk; the answer is how many seconds they took.

    python anki_notes.py FOLDER
"""

import sys
import time
from pathlib import Path

from anki.collection import Collection

NOTE = "La cliente revient mardi avec l'original; photocopie au dossier, rien d'autre à faire."

collection = Collection(str(Path(sys.argv[1]) / "collection.anki2"))
kind = collection.models.by_name("Basic")
deck = collection.decks.id("Default")
added = 0
for line in sys.stdin:
    took = 0.0
    for _ in range(int(line)):
        added += 1
        note = collection.new_note(kind)
        note["Front"] = f"Passport {added}"
        note["Back"] = NOTE
        begin = time.perf_counter()
        collection.add_note(note, deck)
        took += time.perf_counter() - begin
    print(took, flush=True)
