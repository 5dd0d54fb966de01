"""The language server: findings, fixes and the lives of tapes for editors, over stdio.

What an editor is told is in `tapelint.editor`. Below it, by what each alone knows: `documents`
(what is open, kept in step with the client), `programs` (from documents to sources), `analyses`
(off the event loop, the newest version wins), `answered` (which answers have become wrong),
`folders` (what is not open), `traces` (pictures), `wire` (frames and faults of the protocol),
`service` (who answers to what) with `told` and `asked`.
"""
