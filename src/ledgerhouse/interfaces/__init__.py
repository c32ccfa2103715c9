"""Ways in: `web`, `api`, `scan`, `cli`, `jobs`. They translate and decide nothing.

Each parses its input, asks who and when, builds the context, reads one frozen command and calls one verb; or calls queries and shows rows. No interface
touches a table, posts, or knows another interface.
"""
