-- Invariant 7: each gift has its transfer out of its giver's wallet and its arrival; a giver has as many gifts as keys that remember
-- one, and no gift's transfer is without its row.
SELECT 'gifts' AS place, CAST(g.seq AS TEXT) || '.' || CAST(g.n AS TEXT) AS row_key,
       'has no transfer from its giver''s wallet, or no arrival' AS problem
FROM gifts g
LEFT JOIN transfers t ON t.seq = g.seq AND t.n = g.n AND t.kind = 8
LEFT JOIN accounts a ON a.id = t.debit_account AND a.kind = 3 AND a.owner = g.giver
LEFT JOIN arrivals r ON r.seq = g.seq AND r.n = g.n
WHERE a.id IS NULL OR r.seq IS NULL
UNION ALL
SELECT 'transfers', CAST(t.seq AS TEXT) || '.' || CAST(t.n AS TEXT), 'is a gift without its row'
FROM transfers t
JOIN accounts a ON a.id = t.debit_account
LEFT JOIN gifts g ON g.giver = a.owner AND g.seq = t.seq AND g.n = t.n
WHERE t.kind = 8 AND g.seq IS NULL
UNION ALL
SELECT 'idempotency', k.scope, CAST(SUM(k.gifts) AS TEXT) || ' gifts, ' || CAST(SUM(k.keys) AS TEXT) || ' keys'
FROM (SELECT 'gift/' || CAST(giver AS TEXT) AS scope, 1 AS gifts, 0 AS keys FROM gifts
      UNION ALL
      SELECT scope, 0, 1 FROM idempotency WHERE scope LIKE 'gift/%') k
GROUP BY k.scope
HAVING SUM(k.gifts) <> SUM(k.keys)
ORDER BY 1, 2
