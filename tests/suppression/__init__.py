"""Tests of the comments that silence findings."""
