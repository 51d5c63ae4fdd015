"""Reading English: the sentences of a message, their clauses, what they order and ask, the words they are made of."""
