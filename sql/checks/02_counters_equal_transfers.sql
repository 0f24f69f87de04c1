-- Invariant 2: every counter equals the sum of its transfers.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'posted ' || CAST(a.debits_posted AS TEXT) || ' / ' || CAST(a.credits_posted AS TEXT) || ', transfers sum to ' ||
       CAST(COALESCE(d.total, 0) AS TEXT) || ' / ' || CAST(COALESCE(c.total, 0) AS TEXT) AS problem
FROM accounts a
LEFT JOIN (SELECT debit_account AS account, SUM(amount_micro) AS total FROM transfers WHERE phase IN (1, 3) GROUP BY debit_account) d
       ON d.account = a.id
LEFT JOIN (SELECT credit_account AS account, SUM(amount_micro) AS total FROM transfers WHERE phase IN (1, 3) GROUP BY credit_account) c
       ON c.account = a.id
WHERE a.debits_posted <> COALESCE(d.total, 0) OR a.credits_posted <> COALESCE(c.total, 0)
ORDER BY a.id
