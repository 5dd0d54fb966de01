"""The section on speed of the README, measured; nothing here is a test."""
