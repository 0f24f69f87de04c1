-- Invariant 5: what resolves a hold names one that exists, between the same accounts, for at most its amount, and no other does.
SELECT 'transfers' AS place, CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT) AS row_key,
       'resolves no hold, another amount than was held, or one that was resolved before' AS problem
FROM transfers r
LEFT JOIN transfers h ON h.seq = r.pending_seq AND h.n = r.pending_n AND h.phase = 2
WHERE (r.phase IN (3, 4)
       AND (h.seq IS NULL OR h.debit_account <> r.debit_account OR h.credit_account <> r.credit_account OR h.seq >= r.seq
            OR r.amount_micro > h.amount_micro OR (r.phase = 4 AND r.amount_micro <> h.amount_micro)
            OR EXISTS (SELECT 1 FROM transfers o
                       WHERE o.pending_seq = r.pending_seq AND o.pending_n = r.pending_n AND (o.seq <> r.seq OR o.n <> r.n))))
   OR (r.phase IN (1, 2) AND (r.pending_seq <> 0 OR r.pending_n <> 0))
   OR r.phase NOT IN (1, 2, 3, 4)
ORDER BY r.seq, r.n
