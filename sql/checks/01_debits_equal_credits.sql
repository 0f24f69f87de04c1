-- Invariant 1: per currency, the sum of debits equals the sum of credits, posted and pending separately.
SELECT 'accounts' AS place, currency AS row_key,
       'debits ' || CAST(SUM(debits_posted) AS TEXT) || ' and credits ' || CAST(SUM(credits_posted) AS TEXT) || ' differ' AS problem
FROM accounts
GROUP BY currency
HAVING SUM(debits_posted) <> SUM(credits_posted) OR SUM(debits_pending) <> SUM(credits_pending)
ORDER BY currency
