-- Invariant 1: per currency, the sum of debits equals the sum of credits, posted and pending separately.
-- Balances are summed, not totals: totals only grow, and their sum can leave 64 bits.
SELECT 'accounts' AS place, currency AS row_key,
       'debits exceed credits by ' || CAST(SUM(debits_posted - credits_posted) AS TEXT) || ', pending ones by ' ||
       CAST(SUM(debits_pending - credits_pending) AS TEXT) AS problem
FROM accounts
GROUP BY currency
HAVING SUM(debits_posted - credits_posted) <> 0 OR SUM(debits_pending - credits_pending) <> 0
ORDER BY currency
