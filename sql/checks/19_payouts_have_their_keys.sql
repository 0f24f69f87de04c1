-- Invariant 7: a member has as many payouts as keys that remember one, and each chargeback is remembered: a key that was lost
-- could move the money again.
SELECT 'idempotency' AS place, k.scope AS row_key,
       CAST(SUM(k.payouts) AS TEXT) || ' payouts, ' || CAST(SUM(k.keys) AS TEXT) || ' keys' AS problem
FROM (SELECT 'payout/' || CAST(member AS TEXT) AS scope, 1 AS payouts, 0 AS keys FROM payouts WHERE source = 7
      UNION ALL
      SELECT scope, 0, 1 FROM idempotency WHERE scope LIKE 'payout/%') k
GROUP BY k.scope
HAVING SUM(k.payouts) <> SUM(k.keys)
UNION ALL
SELECT 'idempotency', 'charged_back', CAST(t.total AS TEXT) || ' chargebacks, ' || CAST(i.total AS TEXT) || ' keys'
FROM (SELECT COUNT(DISTINCT seq) AS total FROM transfers WHERE kind = 13) t
JOIN (SELECT COUNT(*) AS total FROM idempotency WHERE scope = 'charged_back') i ON 1 = 1
WHERE t.total <> i.total
ORDER BY 1, 2
