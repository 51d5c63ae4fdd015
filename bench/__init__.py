"""What skillfs is measured by, on a real mount and a real learner. Run ``python -m bench``."""
