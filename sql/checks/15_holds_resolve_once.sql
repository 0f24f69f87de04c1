-- Invariant 5: what resolves a hold names one that exists, between the same accounts, for at most its amount, and no other does.
SELECT 'transfers' AS place, CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT) AS row_key,
       'resolves no hold, another amount than was held, or one that is resolved elsewhere too' AS problem
FROM transfers r
LEFT JOIN transfers h ON h.seq = r.pending_seq AND h.n = r.pending_n AND h.phase = 2
LEFT JOIN (SELECT pending_seq, pending_n, COUNT(*) AS resolutions FROM transfers WHERE pending_seq <> 0 GROUP BY pending_seq, pending_n) o
       ON o.pending_seq = r.pending_seq AND o.pending_n = r.pending_n
WHERE r.phase IN (3, 4)
  AND (h.seq IS NULL OR h.debit_account <> r.debit_account OR h.credit_account <> r.credit_account OR h.seq >= r.seq
       OR r.amount_micro > h.amount_micro OR (r.phase = 4 AND r.amount_micro <> h.amount_micro) OR o.resolutions <> 1)
UNION ALL
SELECT 'transfers', CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT), 'names a hold that it does not resolve, or has no phase that exists'
FROM transfers r
WHERE r.phase NOT IN (1, 2, 3, 4) OR (r.phase IN (1, 2) AND (r.pending_seq <> 0 OR r.pending_n <> 0))
ORDER BY 1, 2
