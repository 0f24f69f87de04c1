-- Invariant 7: a member has as many top-ups as keys that remember one; a key that was lost could move the money again.
SELECT 'idempotency' AS place, k.scope AS row_key,
       CAST(SUM(k.top_ups) AS TEXT) || ' top-ups, ' || CAST(SUM(k.keys) AS TEXT) || ' keys' AS problem
FROM (SELECT 'top_up/' || CAST(a.owner AS TEXT) AS scope, 1 AS top_ups, 0 AS keys
      FROM transfers t JOIN accounts a ON a.id = t.credit_account WHERE t.kind = 1
      UNION ALL
      SELECT scope, 0, 1 FROM idempotency WHERE scope LIKE 'top_up/%') k
GROUP BY k.scope
HAVING SUM(k.top_ups) <> SUM(k.keys)
ORDER BY k.scope
