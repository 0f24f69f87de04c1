-- Invariant 6: a reversal names a line of a transfer that exists, and the txn that returned it is a later one.
SELECT 'line_reversals' AS place, CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT) || '.' || CAST(r.line AS TEXT) AS row_key,
       'names no packed transfer, or a txn that is not later' AS problem
FROM line_reversals r
LEFT JOIN transfers t ON t.seq = r.seq AND t.n = r.n
LEFT JOIN txns x ON x.seq = r.by_seq
WHERE t.seq IS NULL OR t.lines = '' OR x.seq IS NULL OR r.by_seq <= r.seq
ORDER BY r.seq, r.n, r.line
