"""Files that are not open: some clients ask for their findings every two seconds."""

from __future__ import annotations

from tapelint.editor.pages import UTF16
from tapelint.editor.settings import Settings
from tapelint.server.folders import LONGEST, Folders

from .texts import TAPE


def test_who_looks_and_finds_no_change_rests(tmp_path):
    (tmp_path / "a.py").write_text(TAPE)
    folders = Folders(Settings(print), UTF16, related=True)

    def look():
        return {uri: len(found) for uri, found in folders.findings([str(tmp_path)])}

    assert look() == {(tmp_path / "a.py").as_uri(): 1}
    assert folders.rest() == 0
    look()
    assert 0 < folders.rest() < LONGEST
    (tmp_path / "b.py").write_text(TAPE)
    folders.forget()
    assert folders.rest() == 0
    assert len(look()) == 2
