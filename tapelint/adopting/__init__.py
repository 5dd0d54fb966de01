"""What `tapelint init` adds to a project: new texts for its files, worked out and not yet written.

Below it: `toml_text` and `yaml_text` put things into texts without touching the rest, `steps` knows
what goes where.
"""
