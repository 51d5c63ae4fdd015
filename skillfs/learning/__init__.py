"""Learning: from a session to edits of skill files.

The modules here run it, whichever learner does it: drops become runs, runs become edits, edits one commit and receipts.
The offline learner's rules are in four packages, of which each knows only those before it: `english` reads sentences,
`user` what people say of themselves, `third_parties` what they say of others, `work` what was done and how it ended.
`llm` is the learner that asks a model.
"""
