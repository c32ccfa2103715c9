"""What the business does, one verb a file: `inbound`, `outbound`, `inventory`, `production`, `finance`.

Each verb loads, decides (pure), writes the papers, posts and tells, in that order. Flows are the only place where papers and ledgers meet.
"""
