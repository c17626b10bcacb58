"""The trend of a year by DuckDB, which scans the rows: `trend_year.py ROWS.csv`.

The rows become a table of its own first. For each line on standard input it answers by the seconds that the questions took, and by the
moments and answers that they came to.
"""

import sys
import time

import duckdb

# Ratings and standards as the desk counts them: by the client's own hand, and of the principal line.
SHARED = """
    count(*), sum(outcome = 'served'), sum(eligible), sum(invited), sum(answered), count(own), avg(own),
    sum(own = 1), sum(own = 2), sum(own = 3), sum(own = 4), sum(own = 5),
    count(held_seconds), sum(held_seconds <= threshold * 60)
"""
MONTH = "date_trunc('month', day)"
QUESTIONS = [
    f"SELECT {MONTH}, client, {SHARED} FROM moments GROUP BY ALL",
    f"SELECT {MONTH}, service, {SHARED} FROM moments GROUP BY ALL",
    f"SELECT {MONTH}, standard, threshold, {SHARED} FROM moments GROUP BY ALL",
]
COLUMNS = {
    "day": "DATE",
    "client": "VARCHAR",
    "service": "VARCHAR",
    "outcome": "VARCHAR",
    "eligible": "BOOLEAN",
    "invited": "BOOLEAN",
    "answered": "BOOLEAN",
    "own": "TINYINT",
    "standard": "VARCHAR",
    "threshold": "INTEGER",
    "held_seconds": "INTEGER",
}

connection = duckdb.connect()
connection.execute(
    "CREATE TABLE moments AS SELECT * FROM read_csv(?, header = true, columns = ?)", [sys.argv[1], COLUMNS]
)
for _ in sys.stdin:
    begin = time.perf_counter()
    for question in QUESTIONS:
        rows = connection.execute(question).fetchall()
    took = time.perf_counter() - begin
    keys = len(rows[0]) - 14
    print(took, sum(row[keys] for row in rows), sum(row[keys + 4] for row in rows), flush=True)
