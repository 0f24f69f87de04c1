-- Invariant 2: the accounts' history is what the journal says, as far as it has been written; it can be written anew from there.
SELECT 'account_history' AS place, CAST(t.seq AS TEXT) || '.' || CAST(t.n AS TEXT) AS row_key, 'is missing for account ' || CAST(a.id AS TEXT) AS problem
FROM log_head g
JOIN (SELECT seq, n, debit_account AS account FROM transfers UNION ALL SELECT seq, n, credit_account FROM transfers) t
  ON t.seq <= g.history_seq
JOIN accounts a ON a.id = t.account AND a.kind IN (3, 4, 7)
LEFT JOIN account_history h ON h.account = a.id AND h.seq = t.seq AND h.n = t.n
WHERE h.seq IS NULL
UNION ALL
SELECT 'account_history', CAST(h.seq AS TEXT) || '.' || CAST(h.n AS TEXT), 'says that account ' || CAST(h.account AS TEXT) || ' was touched'
FROM account_history h
LEFT JOIN transfers t ON t.seq = h.seq AND t.n = h.n AND (t.debit_account = h.account OR t.credit_account = h.account)
LEFT JOIN log_head g ON g.history_seq >= h.seq
WHERE t.seq IS NULL OR g.id IS NULL
ORDER BY 1, 2
