"""What people say of themselves: facts, tastes and standing orders, kept in `user-general-facts`, and their changes."""
