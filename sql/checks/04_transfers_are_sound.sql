-- Invariant 4: amount > 0, one currency, two different accounts that exist.
SELECT 'transfers' AS place, CAST(t.seq AS TEXT) || '.' || CAST(t.n AS TEXT) AS row_key,
       'amount, accounts or currencies are wrong' AS problem
FROM transfers t
LEFT JOIN accounts d ON d.id = t.debit_account
LEFT JOIN accounts c ON c.id = t.credit_account
WHERE t.amount_micro <= 0 OR t.debit_account = t.credit_account OR d.id IS NULL OR c.id IS NULL OR d.currency <> c.currency
ORDER BY t.seq, t.n
