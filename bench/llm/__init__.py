"""What the llm learner does with its time and memory, against a loopback model: ``python -m bench.llm``."""
