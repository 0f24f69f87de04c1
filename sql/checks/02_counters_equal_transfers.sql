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
SELECT 'accounts', CAST(a.id AS TEXT),
       'pending ' || CAST(a.debits_pending AS TEXT) || ' / ' || CAST(a.credits_pending AS TEXT) || ', holds sum to ' ||
       CAST(COALESCE(d.total, 0) AS TEXT) || ' / ' || CAST(COALESCE(c.total, 0) AS TEXT)
FROM accounts a
LEFT JOIN (SELECT h.debit_account AS account, SUM(h.amount_micro) AS total FROM transfers h
           LEFT JOIN (SELECT DISTINCT pending_seq, pending_n FROM transfers WHERE pending_seq <> 0) r
                  ON r.pending_seq = h.seq AND r.pending_n = h.n
           WHERE h.phase = 2 AND r.pending_seq IS NULL GROUP BY h.debit_account) d ON d.account = a.id
LEFT JOIN (SELECT h.credit_account AS account, SUM(h.amount_micro) AS total FROM transfers h
           LEFT JOIN (SELECT DISTINCT pending_seq, pending_n FROM transfers WHERE pending_seq <> 0) r
                  ON r.pending_seq = h.seq AND r.pending_n = h.n
           WHERE h.phase = 2 AND r.pending_seq IS NULL GROUP BY h.credit_account) c ON c.account = a.id
WHERE a.debits_pending <> COALESCE(d.total, 0) OR a.credits_pending <> COALESCE(c.total, 0)
ORDER BY 1, 2
