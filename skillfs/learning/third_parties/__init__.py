"""What people say of others, and the file that each of those has in a skill about people."""
