"""What was worked on and how it ended: tasks and outcomes, failures and what fixed them, log entries and procedures."""
