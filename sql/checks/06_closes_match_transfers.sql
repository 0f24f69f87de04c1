-- Invariant 8: each close has its transfer, of the amount that was reserved; a lapsed one moved nothing.
SELECT 'month_closes' AS place, CAST(c.month AS TEXT) || '/' || CAST(c.giver AS TEXT) AS row_key,
       'the close and its transfer disagree' AS problem
FROM month_closes c
LEFT JOIN transfers t ON t.seq = c.seq AND t.n = c.n
LEFT JOIN accounts a ON a.id = t.debit_account
WHERE (c.outcome = 1 AND (t.seq IS NULL OR t.kind <> 4 OR t.amount_micro <> c.amount_micro OR a.kind <> 4 OR a.owner <> c.giver OR a.month <> c.month))
   OR (c.outcome = 2 AND (c.seq <> 0 OR c.amount_micro <> 0))
   OR (c.outcome = 3 AND (t.seq IS NULL OR t.kind <> 3 OR t.amount_micro <> c.amount_micro OR a.kind <> 4 OR a.owner <> c.giver OR a.month <> c.month))
ORDER BY c.month, c.giver
