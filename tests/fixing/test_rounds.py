from __future__ import annotations

import pytest

from tapelint.dataclass import replace
from tapelint.diagnostic import Analysis, Edit, Fix, Problem, Related, Span
from tapelint.fixing.choice import Terms, chosen, together
from tapelint.fixing.rounds import settled
from tapelint.source import Source, SourceCell

from .made_up import analyse, finding, insertion

SAFE = Terms()


def settle(text, look=analyse, terms=SAFE):
    source = Source.from_text(text)
    return settled(source, look(source), look, terms)


def text_of(done):
    return "".join(cell.original for cell in done.source.cells)


def numbered(*lines_after):
    """An analysis that finds in the n-th text, by its number of lines, what is given for it."""

    def look(source):
        found = dict(lines_after).get(source.cells[0].text.count("\n"), ())
        problems = tuple(each for each in found if isinstance(each, Problem))
        return Analysis(tuple(each for each in found if each not in problems), problems)

    return look


ADD = Fix("Add a line", (insertion(2, 0, "x = 1\n"),), safe=True)
TWO = "a = 1\nb = 2\n"
"""Two lines; three after `ADD`."""


# --- what is applied -----------------------------------------------------------------------


def test_safe_fixes_only_or_all():
    text = "a = 1  # fix: a -> b\nc = 1  # unsafe: c -> d\n"
    safe = settle(text)
    assert text_of(safe) == "b = 1  # fix: a -> b\nc = 1  # unsafe: c -> d\n"
    assert [found.span.line for found in safe.cured] == [1]
    assert [found.span.line for found in safe.analysis.diagnostics] == [2]
    every = settle(text, terms=Terms(unsafe=True))
    assert text_of(every) == "b = 1  # fix: a -> b\nd = 1  # unsafe: c -> d\n"
    assert len(every.cured) == 2
    assert not every.analysis.diagnostics
    assert settle(text_of(every), terms=Terms(unsafe=True)).cured == ()


def test_what_the_encoding_cannot_hold_is_not_applied():
    text = "a = 1  # fix: a -> ж\n"
    assert text_of(settle(text, terms=Terms(encoding="latin-1"))) == text
    assert text_of(settle(text)) == "ж = 1  # fix: a -> ж\n"


def choice(*fixes):
    source = Source.from_text("abcdefgh\nijklmnop\n")
    found = [finding(Span(1, n, 1, n + 1), Fix("", edits, True)) for n, edits in enumerate(fixes)]
    return [found.index(each) for each in together(chosen(source, found[::-1], Terms())).cured]


def test_of_fixes_that_touch_the_first_in_reading_order_goes_first():
    at = [insertion(1, n, "x") for n in range(9)]
    assert choice((at[0],), (at[2],), (at[1],)) == [0, 1, 2]
    assert choice((at[1],), (at[1], at[3]), (at[2],)) == [0, 2]
    assert choice((at[1], at[5]), (at[3],), (at[6],)) == [0, 2]
    assert choice((Edit(Span(1, 1, 1, 3), ""),), (at[3],), (at[4],)) == [0, 2]
    assert choice((insertion(2, 0, ""),), (Edit(Span(1, 0, 2, 0), ""),)) == [0]


def test_one_fix_for_several_findings_is_applied_once():
    same = (insertion(1, 0, "x"),)
    source = Source.from_text("a")
    found = [finding(Span(1, 0, 1, 1), Fix(str(n), same, True), code=f"TAP10{n}") for n in (1, 2)]
    (taken,) = chosen(source, found, Terms())
    assert taken.cured == tuple(found)
    assert taken.edits == same


def test_what_waits_is_applied_in_the_next_round():
    look = numbered(
        (2, [finding(Span(1, 0, 1, 1), ADD), finding(Span(2, 0, 2, 1), ADD, "TAP102")]),
        (3, []),
    )
    assert len(settle(TWO, look).cured) == 2
    other = Fix("", (insertion(2, 0, "y = 1\n"),), safe=True)
    look = numbered(
        (2, [finding(Span(1, 0, 1, 1), ADD), finding(Span(2, 0, 2, 1), other, "TAP102")]),
        (3, [finding(Span(3, 0, 3, 1), other, "TAP102")]),
        (4, []),
    )
    done = settle(TWO, look)
    assert text_of(done) == "a = 1\ny = 1\nx = 1\nb = 2\n"
    assert [found.code for found in done.cured] == ["TAP101", "TAP102"]


def test_cells_have_fixes_of_their_own():
    cells = (SourceCell(1, "a = 1", "a = 1"), SourceCell(3, "b = 1", "b = 1"))
    source = Source("n.ipynb", cells)
    fix = Fix("", (insertion(1, 0, "x", 1), insertion(1, 5, "2", 3)), safe=True)

    def look(source):
        is_new = source.cells[0].text == "a = 1"
        return Analysis((finding(Span(1, 0, 1, 1, 3), fix),) if is_new else ())

    done = settled(source, look(source), look, Terms())
    assert [cell.original for cell in done.source.cells] == ["xa = 1", "b = 12"]
    assert [cell.index for cell in done.source.cells] == [1, 3]


# --- what is refused -----------------------------------------------------------------------


def refused(look, text=TWO):
    done = settle(text, look)
    assert text_of(done) == text
    assert done.cured == ()
    assert done.analysis == look(Source.from_text(text))
    (fault,) = done.faults
    return fault.message.removesuffix("; this is a bug in tapelint, please report it")


def test_a_result_that_does_not_compile():
    assert "does not compile: unexpected indent" in refused(analyse, "a = 1  # fix: a ->  a\n")
    assert "'return' outside function" in refused(analyse, "a = 1  # fix: a -> return;a\n")


def test_what_did_not_compile_need_not_compile():
    look = numbered((2, [finding(Span(1, 0, 1, 1), ADD)]), (3, []))
    assert text_of(settle("a = (\nb = 2\n", look)) == "a = (\nx = 1\nb = 2\n"


def test_a_new_problem():
    known, new = Problem("x.py", "known", 2), Problem("x.py", "new", 2)
    look = numbered((2, [finding(Span(1, 0, 1, 1), ADD), known]), (3, [known, new]))
    assert refused(look) == "TAP101 is not fixed: the result has a new problem: new"
    look = numbered((2, [finding(Span(1, 0, 1, 1), ADD), known]), (3, [known, known]))
    assert refused(look) == "TAP101 is not fixed: the result has a new problem: known"


def test_a_finding_that_is_not_cured():
    look = numbered((2, [finding(Span(2, 0, 2, 1), ADD)]), (3, [finding(Span(3, 0, 3, 1))]))
    assert refused(look) == "TAP101 is not fixed: TAP101 in line 3 of the result is still there"


def test_another_fault_of_the_same_call():
    first = replace(finding(Span(2, 0, 2, 1), ADD), message="`a` of line 1.")
    second = replace(finding(Span(3, 0, 3, 1)), message="`b` of line 1.")
    assert settle(TWO, numbered((2, [first]), (3, [second]))).cured == (first,)
    same = replace(second, message="`a` of line 2.")
    assert "still there" in refused(numbered((2, [first]), (3, [same])))


def test_one_bad_fix_does_not_hold_up_the_others():
    text = (
        "a = 1  # fix: a -> b\nc = 1  # fix: c -> c(\nd = 1  # fix: d -> e\nf = 1  # fix: f -> (\n"
    )
    done = settle(text)
    assert text_of(done) == text.replace("a =", "b =").replace("d =", "e =")
    assert [found.span.line for found in done.cured] == [1, 3]
    assert [fault.line for fault in done.faults] == [2, 4]
    assert [found.span.line for found in done.analysis.diagnostics] == [2, 4]


def test_a_new_finding_before_the_cured_one():
    look = numbered((2, [finding(Span(2, 0, 2, 1), ADD)]), (3, [finding(Span(1, 0, 1, 1))]))
    assert refused(look) == "TAP101 is not fixed: TAP101 in line 1 of the result is new"


def test_a_finding_that_was_hidden():
    cured, later = finding(Span(1, 0, 1, 1), ADD), finding(Span(3, 0, 3, 1), code="TAP201")
    assert settle(TWO, numbered((2, [cured]), (3, [later]))).faults == ()
    called = Related(Span(3, 0, 3, 1), "called from here")
    inside = finding(Span(1, 0, 1, 1), code="TAP201", related=[called])
    cured = finding(Span(2, 0, 2, 1), ADD)
    assert settle(TWO, numbered((2, [cured]), (3, [inside]))).faults == ()


def test_smaller_evils():
    cured = finding(Span(2, 0, 2, 1), ADD)
    waste, needless = (finding(Span(1, 0, 1, 1), code=code) for code in ("TAP303", "TAP001"))
    assert settle(TWO, numbered((2, [cured]), (3, [waste, needless]))).faults == ()
    cured = finding(Span(2, 0, 2, 1), ADD, "TAP301")
    assert settle(TWO, numbered((2, [cured]), (3, [needless]))).faults == ()
    assert "TAP303 in line 1 of the result is new" in refused(numbered((2, [cured]), (3, [waste])))


def test_what_wastes_hides_nothing():
    cured, later = finding(Span(1, 0, 1, 1), ADD, "TAP301"), finding(Span(3, 0, 3, 1))
    fault = refused(numbered((2, [cured]), (3, [later])))
    assert fault == "TAP301 is not fixed: TAP101 in line 3 of the result is new"


def test_other_findings_stay_where_they_are_moved():
    wrapped = Fix(
        "", (Edit(Span(1, 0, 1, 1), "b"), Edit(Span(2, 0, 3, 0), "x = 1;b = 2\n\n")), True
    )
    before = [finding(Span(1, 0, 1, 1), wrapped, "TAP301"), finding(Span(2, 2, 2, 3))]
    look = numbered((2, before), (3, [finding(Span(2, 8, 2, 9))]))
    assert settle(TWO, look).faults == ()


def test_no_end():
    grow = Fix("", (insertion(1, 0, "xx"),), safe=True)

    def grown(source):
        width = source.cells[0].text.index("b")
        return Analysis((finding(Span(1, width - 1, 1, width), grow, f"TAP1{width}"),))

    assert refused(grown, "ab") == "not fixed: the fixes come to no end"


def test_an_edit_outside_the_text():
    fix = Fix("", (insertion(9, 0, "x"),), safe=True)
    look = numbered((2, [finding(Span(1, 0, 1, 1), fix)]))
    assert refused(look) == "TAP101 is not fixed: there is no column 0 in line 9"


@pytest.mark.parametrize("unsafe", [False, True])
def test_nothing_to_do(unsafe):
    done = settle(TWO, terms=Terms(unsafe=unsafe))
    assert (done.cured, done.faults) == ((), ())
    assert text_of(done) == TWO
