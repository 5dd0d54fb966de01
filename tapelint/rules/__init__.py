"""The rules, one module each; `tapelint.rule.all_rules` finds them."""
