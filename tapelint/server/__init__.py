"""The language server: findings, fixes and the lives of tapes for editors, over stdio.

Below it, by what each alone knows: `pages` (texts, lines and a client's columns), `documents`
(what is open, kept in step with the client), `programs` (from documents to sources), `settings`
(whose configuration is whose), `analyses` (off the event loop, the newest version wins),
`answered` (which answers have become wrong), `findings`, `actions`, `hover` and `hints` (in the
protocol's words), `wire` (frames and faults of the protocol), `service` (who answers to what).
"""
