"""Tests of the house itself: its layers, its rules, its cost, its README."""
