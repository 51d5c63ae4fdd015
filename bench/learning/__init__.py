"""How well the offline learner learns: labelled cases, the twelve transcripts, and its speed and memory."""
