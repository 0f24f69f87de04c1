-- Invariant 15: seq is gapless from 1 to the head, and every txn has its transfers.
SELECT 'log_head' AS place, CAST(h.seq AS TEXT) AS row_key,
       'there are ' || CAST(COUNT(x.seq) AS TEXT) || ' txns from ' || CAST(COALESCE(MIN(x.seq), 0) AS TEXT) || ' to ' ||
       CAST(COALESCE(MAX(x.seq), 0) AS TEXT) AS problem
FROM log_head h
LEFT JOIN txns x ON 1 = 1
GROUP BY h.seq
HAVING COUNT(x.seq) <> h.seq OR COALESCE(MAX(x.seq), 0) <> h.seq OR (h.seq > 0 AND MIN(x.seq) <> 1)
UNION ALL
SELECT 'txns', CAST(x.seq AS TEXT), 'has no transfers'
FROM txns x
LEFT JOIN transfers t ON t.seq = x.seq
WHERE t.seq IS NULL
UNION ALL
SELECT 'transfers', CAST(t.seq AS TEXT) || '.' || CAST(t.n AS TEXT), 'belongs to no txn'
FROM transfers t
LEFT JOIN txns x ON x.seq = t.seq
WHERE x.seq IS NULL
ORDER BY 1, 2
