"""What is said of a cell, by what ran before it and what is there."""

from __future__ import annotations

import pytest

from .kernel import LOAD

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:(IPython|traitlets).*")

MADE = "import tensorflow as tf\nx = tf.Variable(3.0)"
RECORDED = "with tf.GradientTape() as tape:\n    y = x * x"
ASKED = "tape.gradient(y, x)"


def after(kernel, *cells):
    for cell in cells:
        kernel.run(cell)
    return kernel


def test_a_tape_is_used_up_in_an_earlier_cell(kernel):
    after(kernel, MADE, RECORDED)
    assert kernel.run(ASKED) == []
    assert kernel.run(ASKED) == ["TAP101 cell 5:1"]
    assert kernel.error == "RuntimeError"
    assert "used up here" in kernel.shown[0]["text/plain"]


def test_a_tape_that_is_made_anew_is_fresh(kernel):
    after(kernel, MADE, RECORDED, ASKED, RECORDED)
    assert kernel.run(ASKED) == []
    assert kernel.error is None


def test_the_order_is_that_in_which_cells_ran(kernel):
    """The cell further down in the notebook runs first."""
    below = "tape.gradient(y, x); 'below'"
    after(kernel, MADE, RECORDED, below)
    assert kernel.run(ASKED) == ["TAP101 cell 5:1"]


def test_a_cell_that_never_ran_does_nothing(kernel):
    after(kernel, MADE, RECORDED, "tape.gradient(y, x) +")
    assert kernel.error == "SyntaxError"
    assert kernel.run(ASKED) == []


def test_a_cell_runs_as_far_as_it_came(kernel):
    after(kernel, MADE, RECORDED, f"1 / 0\n{ASKED}")
    assert kernel.run(ASKED) == []
    assert kernel.error is None
    after(kernel, RECORDED, f"\n{ASKED}\n1 / 0")
    assert kernel.run(ASKED) == ["TAP101 cell 8:1"]
    assert kernel.error == "RuntimeError"


def test_a_tape_that_failed_in_its_statement_is_unknown(kernel):
    after(kernel, MADE, RECORDED, f"[{ASKED}, 1 / 0]")
    assert kernel.run(ASKED) == []


def test_code_of_an_earlier_cell_is_reached_from_this_one(kernel):
    step = "def step(tape):\n    return tape.gradient(y, x)"
    after(kernel, MADE, RECORDED, step)
    assert kernel.run("step(tape)") == []
    assert kernel.run("step(tape)") == ["TAP101 cell 4:2"]
    assert "called from here" in kernel.shown[0]["text/plain"]
    assert kernel.error == "RuntimeError"


def test_what_was_said_is_not_said_again(kernel):
    after(kernel, MADE, RECORDED, ASKED, ASKED)
    assert kernel.run("z = 3") == []
    assert kernel.run(RECORDED) == []


# --- what is there -----------------------------------------------------------------------------


def test_names_from_before(monkeypatch, tmp_path, kernel):
    """A module and a variable tell what they are; a tape does not tell what it recorded."""
    kernel.run("%unload_ext tapelint")
    after(kernel, MADE, RECORDED, ASKED, LOAD)
    assert kernel.run(ASKED) == []
    assert kernel.error == "RuntimeError"
    after(kernel, RECORDED, ASKED)
    assert kernel.run(ASKED) == ["TAP101 cell 10:1"]


def test_a_tensor_from_before(kernel):
    kernel.run("%unload_ext tapelint")
    after(kernel, MADE, "c = tf.constant(1.0)", LOAD)
    assert kernel.run(f"{RECORDED.replace('x', 'c')}\ntape.gradient(y, c)") == ["TAP204 cell 6:3"]


@pytest.mark.parametrize(
    "hidden",
    [
        "tape.reset = None; tape._tape = object()",  # it is not used up any more
        "tape = tf.GradientTape(persistent=True).__enter__()",
        "tape = 3",
        "del tape",
    ],
)
def test_what_a_hidden_cell_did_is_seen(kernel, hidden):
    after(kernel, MADE, RECORDED, ASKED)
    kernel.run(hidden, silent=True)
    assert kernel.run(ASKED) == []


def test_a_cell_within_a_cell_makes_everything_unknown(kernel):
    after(kernel, MADE, RECORDED, ASKED, "get_ipython().run_cell('pass')")
    assert kernel.run(ASKED) == []
    after(kernel, RECORDED, ASKED)
    assert kernel.run(ASKED) == ["TAP101 cell 9:1"]


def test_a_name_that_is_something_else_now(kernel):
    class Silent:
        def __getattribute__(self, name):
            raise AssertionError(name)

    after(kernel, MADE, RECORDED, ASKED)
    kernel.shell.user_ns.update(tape=Silent(), other=Silent())
    assert kernel.run("z = tf.GradientTape") == []
    assert "not checked" not in kernel.err.getvalue()


# --- commands ----------------------------------------------------------------------------------


def test_off_and_on(kernel):
    after(kernel, MADE, RECORDED, ASKED, "%tapelint off")
    assert kernel.run(ASKED) == []
    kernel.run("%tapelint status")
    assert kernel.out.getvalue() == (
        "tapelint is off; it knows 5 cells that ran, and has found 0.\n"
    )
    assert kernel.run(f"%%tapelint\n{ASKED}") == ["TAP101 cell 8:2"]
    assert kernel.error == "RuntimeError"
    kernel.run("%tapelint on")
    assert kernel.run(ASKED) == ["TAP101 cell 10:1"]


def test_a_cell_under_the_magic_runs_as_it_stands(kernel):
    after(kernel, MADE)
    assert kernel.run(f"%%tapelint\n%%time\n{RECORDED}\n{ASKED}\n{ASKED}") == ["TAP101 cell 3:6"]
    kernel.run("%%tapelint\n\nz = 1\nz + 1")
    assert kernel.result.result == 2


def test_fix_in_the_same_cell(kernel):
    after(kernel, MADE)
    kernel.run(f"{RECORDED}\n{ASKED}\n{ASKED}")
    given = []
    kernel.shell.set_next_input = lambda text, replace: given.append((text, replace))
    kernel.run("%tapelint fix")
    fixed = RECORDED.replace("()", "(persistent=True)")
    assert given == [(f"{fixed}\n{ASKED}\n{ASKED}", True)]
    assert kernel.run(given[0][0]) == []
    assert kernel.error is None


def test_fix_in_an_earlier_cell(kernel):
    after(kernel, MADE, RECORDED, ASKED, ASKED)
    given = []
    kernel.shell.set_next_input = lambda text, **_: given.append(text)
    kernel.run("%tapelint fix")
    assert given == [RECORDED.replace("()", "(persistent=True)")]
    assert "this is cell 3; run it, and then cell 5 again" in kernel.out.getvalue()


@pytest.mark.parametrize("line", ["%tapelint", "%tapelint fxi", "%tapelint fix"])
def test_there_is_always_an_answer(kernel, line):
    kernel.run(line)
    assert len(kernel.out.getvalue().splitlines()) == 1
    assert kernel.error is None


# --- nothing stops a cell ----------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyError("boom"), RecursionError(), KeyboardInterrupt()])
def test_a_fault_of_ours_is_one_line(kernel, monkeypatch, error):
    def fail(*_):
        raise error

    after(kernel, MADE)
    monkeypatch.setattr("tapelint.analysis.analyse", fail)
    kernel.run(f"{RECORDED}\nz = 5")
    assert kernel.error is None
    assert kernel.shell.user_ns["z"] == 5
    assert len(kernel.err.getvalue().splitlines()) == 1
    monkeypatch.undo()
    after(kernel, RECORDED, ASKED)


def test_a_broken_configuration_is_one_line(kernel, tmp_path):
    (tmp_path / "tapelint.toml").write_text("selct = []")
    kernel.run(MADE)
    assert len(kernel.err.getvalue().splitlines()) == 1
    assert kernel.run(f"{RECORDED}\n{ASKED}\n{ASKED}") == ["TAP101 cell 3:4"]
    assert kernel.err.getvalue().count("tapelint.toml") == 0


def test_a_check_that_takes_long_starts_anew(kernel, monkeypatch):
    monkeypatch.setattr("tapelint.ipython.session.PATIENCE", 0)
    after(kernel, MADE, RECORDED, ASKED)
    assert kernel.run(ASKED) == []


def test_a_page_is_text_only(kernel):
    after(kernel, MADE)
    kernel.run(f"{RECORDED}  # <b>&\n{ASKED}\n{ASKED} # <script>")
    page = kernel.shown[0]["text/html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "%tapelint fix" in page


def test_unloading_takes_everything_back(kernel):
    before = list(kernel.shell.input_transformers_cleanup)
    kernel.run("%unload_ext tapelint")
    assert len(kernel.shell.input_transformers_cleanup) == len(before) - 1
    after(kernel, MADE, RECORDED, ASKED)
    assert kernel.run(ASKED) == []
    kernel.run("%tapelint status")
    assert "not found" in kernel.err.getvalue() + kernel.out.getvalue()


def test_no_life_has_ended_while_the_kernel_runs(kernel, tmp_path):
    """What is waste in a whole program may be of use to a later cell."""
    (tmp_path / "tapelint.toml").write_text('extend-select = ["TAP3"]')
    after(kernel, MADE)
    kept = RECORDED.replace("()", "(persistent=True)")
    assert kernel.run(f"{kept}\n    {ASKED}\n    tape.watch(x)\n{ASKED}") == []
    assert kernel.run(RECORDED) == []


def test_a_fault_leaves_nothing_half_known(kernel, monkeypatch):
    """The cell that ran while we failed is not known either; the next one is."""
    after(kernel, MADE, RECORDED)
    with monkeypatch.context() as patch:
        patch.setattr("tapelint.analysis.analyse", None)
        kernel.run(f"{RECORDED}\n{ASKED}")
    assert kernel.run("%tapelint status") == []
    assert "it knows 0 cells" in kernel.out.getvalue()
    assert kernel.run(ASKED) == []
    after(kernel, RECORDED, ASKED)
    assert kernel.run(ASKED) == ["TAP101 cell 9:1"]
