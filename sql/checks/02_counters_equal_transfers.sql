-- Invariant 2: every counter equals the sum of its transfers; what is pending equals the holds that nothing has resolved.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'posted ' || CAST(a.debits_posted AS TEXT) || ' / ' || CAST(a.credits_posted AS TEXT) || ', transfers sum to ' ||
       CAST(COALESCE(d.total, 0) AS TEXT) || ' / ' || CAST(COALESCE(c.total, 0) AS TEXT) AS problem
FROM accounts a
LEFT JOIN (SELECT debit_account AS account, SUM(amount_micro) AS total FROM transfers WHERE phase IN (1, 3) GROUP BY debit_account) d
       ON d.account = a.id
LEFT JOIN (SELECT credit_account AS account, SUM(amount_micro) AS total FROM transfers WHERE phase IN (1, 3) GROUP BY credit_account) c
       ON c.account = a.id
WHERE a.debits_posted <> COALESCE(d.total, 0) OR a.credits_posted <> COALESCE(c.total, 0)
UNION ALL
SELECT 'accounts', CAST(a.id AS TEXT), 'pending ' || CAST(a.debits_pending AS TEXT) || ' / ' || CAST(a.credits_pending AS TEXT) || ' is not the sum of its holds'
FROM accounts a
WHERE (a.debits_pending <> 0 OR a.credits_pending <> 0)
  AND (a.debits_pending <> (SELECT COALESCE(SUM(h.amount_micro), 0) FROM transfers h
                            WHERE h.phase = 2 AND h.debit_account = a.id
                              AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.pending_seq = h.seq AND r.pending_n = h.n))
    OR a.credits_pending <> (SELECT COALESCE(SUM(h.amount_micro), 0) FROM transfers h
                             WHERE h.phase = 2 AND h.credit_account = a.id
                               AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.pending_seq = h.seq AND r.pending_n = h.n)))
ORDER BY 1, 2
