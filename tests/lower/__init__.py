"""Lowering: from syntax to the tape program."""
