from __future__ import annotations

import pytest

from tapelint.config import EXCLUDE, Config, ConfigError, Configs

REUSED = ("TAP101", "tape-already-used")
HINT = ("TAP401", "none-gradient-unchecked")


@pytest.mark.parametrize(
    ("config", "rule", "default_on", "expected"),
    [
        (Config(), REUSED, True, True),
        (Config(), HINT, False, False),
        (Config(select=("TAP4",)), REUSED, True, False),
        (Config(select=("TAP4",)), HINT, False, True),
        (Config(select=("ALL",)), HINT, False, True),
        (Config(select=()), REUSED, True, False),
        (Config(select=("tape-already-used",)), REUSED, True, True),
        (Config(extend_select=("none-gradient-unchecked",)), HINT, False, True),
        (Config(extend_select=("TAP401",)), REUSED, True, True),
        (Config(ignore=("TAP1",)), REUSED, True, False),
        (Config(ignore=("ALL",)), REUSED, True, False),
        (Config(ignore=("tape-already-used",)), REUSED, True, False),
        (Config(select=("TAP1",), ignore=("TAP101",)), REUSED, True, False),
        (Config(select=("TAP101",), ignore=("TAP1",)), REUSED, True, True),
        (Config(select=("TAP101",), ignore=("TAP101",)), REUSED, True, False),
        (Config(extend_select=("TAP401",), ignore=("TAP4",)), HINT, False, True),
    ],
)
def test_which_rules_are_enabled(config, rule, default_on, expected):
    assert config.enabled(*rule, default_on) is expected


def test_nearest_file_wins(tree):
    root = tree(
        {
            "pyproject.toml": '[tool.tapelint]\nselect = ["TAP1"]\n',
            "a/pyproject.toml": '[project]\nname = "no tapelint table"\n',
            "a/b/tapelint.toml": 'select = ["TAP2"]\n',
            "a/b/pyproject.toml": '[tool.tapelint]\nselect = ["TAP3"]\n',
            "a/b/c/x.py": "",
        }
    )
    configs = Configs()
    assert configs.of(str(root)).select == ("TAP1",)
    assert configs.of(str(root / "a")).select == ("TAP1",)
    assert configs.of(str(root / "a/b/c")).select == ("TAP2",)
    assert configs.of(str(root / "a/b/c")).origin == str(root / "a/b/tapelint.toml")


def test_isolated_reads_nothing(tree):
    root = tree({"tapelint.toml": "not even TOML"})
    assert Configs(isolated=True).of(str(root)) == Config()


def test_named_file_is_used_everywhere(tree):
    root = tree({"other.toml": 'ignore = ["TAP1"]', "tapelint.toml": 'ignore = ["TAP2"]'})
    assert Configs(file="other.toml").of(str(root)).ignore == ("TAP1",)


def test_all_options(tree):
    root = tree(
        {
            "tapelint.toml": """
                select = ["ALL"]
                extend-select = ["TAP4"]
                ignore = ["TAP3"]
                exclude = ["gen", "src/old.py"]
                extend-exclude = ["*_pb2.py"]
                force-exclude = true
                respect-gitignore = false
                fail-on = "warning"
                cell-magics = ["backend"]
                keras-version = "2"
                tape-wrappers = ["ours.tapes.wrapped"]
                consumers = ["ours.train.step"]
                per-file-ignores = { "tests/*" = ["TAP1"], "*.ipynb" = ["TAP114"] }

                [severity]
                TAP2 = "error"
                tape-already-used = "info"
            """
        }
    )
    assert Configs().of(str(root)) == Config(
        select=("ALL",),
        extend_select=("TAP4",),
        ignore=("TAP3",),
        exclude=("gen", f"{root}/src/old.py"),
        extend_exclude=("*_pb2.py",),
        force_exclude=True,
        respect_gitignore=False,
        fail_on="warning",
        cell_magics=("backend",),
        keras_version="2",
        tape_wrappers=("ours.tapes.wrapped",),
        consumers=("ours.train.step",),
        per_file_ignores=((f"{root}/tests/*", ("TAP1",)), ("*.ipynb", ("TAP114",))),
        severity=(("TAP2", "error"), ("tape-already-used", "info")),
        origin=str(root / "tapelint.toml"),
    )


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ((), None),
        ((("TAP2", "error"),), None),
        ((("TAP1", "info"), ("ALL", "error")), "info"),
        ((("tape-already-used", "warning"), ("TAP1", "info")), "warning"),
    ],
)
def test_severity(severity, expected):
    assert Config(severity=severity).severity_of(*REUSED) == expected


def test_default_excludes():
    assert {".git", ".venv", "node_modules"} <= set(EXCLUDE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "unknown option `selct`; did you mean `select`?"),
        ("extend_exclude = []", "unknown option `extend_exclude`; did you mean `extend-exclude`?"),
        ("zzz = 1", "unknown option `zzz`"),
        ('select = "TAP1"', "`select` must be a list of strings"),
        ("ignore = [1]", "`ignore` must be a list of strings"),
        ("force-exclude = 1", "`force-exclude` must be true or false"),
        (
            'fail-on = "warn"',
            '`fail-on` must be one of "error", "warning", "info"; did you mean `warning`?',
        ),
        ("keras-version = 3", '`keras-version` must be one of "auto", "2", "3"'),
        ("severity = 1", "`severity` must be a table of rules and severities"),
        ("severity = {TAP1 = true}", '`severity` must be one of "error", "warning", "info"'),
        (
            "per-file-ignores = []",
            "`per-file-ignores` must be a table of patterns and lists of rules",
        ),
        ('per-file-ignores = {a = "TAP1"}', "`per-file-ignores` must be a list of strings"),
        ('consumers = ["f(x)"]', "`consumers` must hold dotted names, not `f(x)`"),
        ('tape-wrappers = ["a..b"]', "`tape-wrappers` must hold dotted names, not `a..b`"),
        (
            'cell-magics = ["%%x"]',
            "`cell-magics` must hold names of magics without `%%`, not `%%x`",
        ),
    ],
)
def test_mistakes_are_told_in_one_line(tree, text, message):
    root = tree({"tapelint.toml": text})
    with pytest.raises(ConfigError) as caught:
        Configs().of(str(root))
    assert str(caught.value) == f"{root}/tapelint.toml: {message}"


def test_mistake_in_pyproject_names_the_table(tree):
    root = tree({"pyproject.toml": "[tool.tapelint]\nselct = []"})
    with pytest.raises(ConfigError, match=r"`selct` in \[tool\.tapelint\]; did you mean"):
        Configs().of(str(root))


@pytest.mark.parametrize("text", ["select = [", "[tool]\ntapelint = 3", "\ud800"])
def test_broken_files_are_told(tree, text):
    root = tree({})
    data = b"# tapelint \xff" if text == "\ud800" else text.encode()
    (root / "pyproject.toml").write_bytes(data + b"\n# tapelint")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: .+\Z"):
        Configs().of(str(root))


def test_broken_pyproject_of_others_is_none_of_our_business(tree):
    root = tree({"pyproject.toml": "select = ["})
    assert Configs().of(str(root)).origin is None


def test_unknown_rules():
    rules = [REUSED, HINT]
    Config(select=("TAP", "ALL", "TAP1", "tape-already-used")).refuse_unknown_rules(rules)
    with pytest.raises(
        ConfigError, match=r"`tape-alredy-used` in `ignore`; .* `tape-already-used`"
    ):
        Config(ignore=("tape-alredy-used",)).refuse_unknown_rules(rules)
    with pytest.raises(
        ConfigError, match=r"x\.toml: unknown rule `tap101` in `select`; .*`TAP101`"
    ):
        Config(select=("tap101",), origin="x.toml").refuse_unknown_rules(rules)


def test_command_line_overrides():
    filed = Config(select=("TAP1",), extend_select=("TAP4",), ignore=("TAP101",), exclude=("a",))
    assert filed.overridden({"select": ("TAP2",)})[:3] == (("TAP2",), (), ())
    assert filed.overridden({"ignore": ("TAP2",)}).ignore == ("TAP101", "TAP2")
    assert filed.overridden({"exclude": ("b",)}).exclude == ("b",)
    more = filed.overridden({"extend_exclude": ("b",)})
    assert (more.exclude, more.extend_exclude) == (("a",), ("b",))
    assert filed.overridden({"fail_on": "error"}).fail_on == "error"
    assert filed.overridden({"force_exclude": True}).force_exclude
