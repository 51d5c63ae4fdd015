"""skillfs processes: mount, learner, supervisor."""
