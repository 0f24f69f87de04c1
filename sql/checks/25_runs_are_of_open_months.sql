-- Invariant 9: what is on its way from givers to recipients is on its way in a month that is being closed, and says no more and no
-- less than that month's close has found; a closed month has left nothing behind.
SELECT 'month_runs' AS place, CAST(r.id AS TEXT) AS row_key, 'is left of a month that is not being closed' AS problem
FROM month_runs r
LEFT JOIN months m ON m.month = r.month AND m.phase IN (2, 3)
WHERE m.month IS NULL
UNION ALL
SELECT 'months', CAST(m.month AS TEXT),
       'has found ' || CAST(m.shares AS TEXT) || ' shares, its runs hold ' || CAST(COALESCE(r.shares, 0) AS TEXT)
FROM months m
LEFT JOIN (SELECT month, SUM(shares) AS shares FROM month_runs GROUP BY month) r ON r.month = m.month
WHERE m.phase IN (2, 3) AND m.bucket < m.buckets AND m.shares <> COALESCE(r.shares, 0)
UNION ALL
SELECT 'months', CAST(m.month AS TEXT), 'is closed, but not every share that it found was paid'
FROM months m
WHERE m.phase = 4 AND m.shares <> m.shares_paid
ORDER BY 1, 2
