"""The ways to mend: each module knows one kind of change, and when it is certainly right.

A remedy is asked only when its finding is reported. It gives a fix, or None wherever the text
leaves a doubt: no fix is better than a wrong one.
"""
