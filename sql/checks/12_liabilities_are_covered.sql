-- Invariant 13: what is owed to people is covered by what rails and banks hold and by what the operator has lost to chargebacks and
-- must make good, per currency. How much that is, the audit tells as a warning: nothing is wrong with the books then.
SELECT 'accounts' AS place, currency AS row_key,
       'owed ' || CAST(SUM(CASE WHEN kind BETWEEN 3 AND 8 THEN credits_posted - debits_posted ELSE 0 END) AS TEXT) || ', covered by ' ||
       CAST(SUM(CASE WHEN kind IN (1, 2, 11) THEN debits_posted - credits_posted ELSE 0 END) AS TEXT) AS problem
FROM accounts
GROUP BY currency
HAVING SUM(CASE WHEN kind BETWEEN 3 AND 8 THEN credits_posted - debits_posted ELSE 0 END) >
       SUM(CASE WHEN kind IN (1, 2, 11) THEN debits_posted - credits_posted ELSE 0 END)
ORDER BY currency
