"""The llm learner: tasks, lessons and skill edits by any model that speaks the chat-completions protocol.

Each stage is a function that a program can call by itself: `tasks.extract`, `lessons.distil`, `writing.write`, all over
one `client.ChatClient`. `learner.LlmLearner` is the three of them behind the protocol that every learner follows.
"""
