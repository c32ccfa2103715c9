"""Looking across rooms and telling what was seen: today lists by mail; metrics, reports and dashboards are to come.

Nouns: mailed list. Promises: whoever gets a list by mail gets the rows and columns that they would see on the screen, with the rights they have when
it is sent. Reads any storey below through its queries and lists; never imports posting, append or another tower room.
"""
