-- Invariant 3: no liability account is overdrawn, holds included.
SELECT 'accounts' AS place, CAST(id AS TEXT) AS row_key,
       'overdrawn by ' || CAST(debits_posted + debits_pending - credits_posted AS TEXT) AS problem
FROM accounts
WHERE kind BETWEEN 3 AND 8 AND credits_posted - debits_posted - debits_pending < 0
ORDER BY id
