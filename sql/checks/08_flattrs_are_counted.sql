-- Invariant 2: the count of each giver's month equals the flattrs that count.
SELECT 'giver_months' AS place, CAST(COALESCE(g.month, f.month) AS TEXT) || '/' || CAST(COALESCE(g.giver, f.giver) AS TEXT) AS row_key,
       'says ' || CAST(COALESCE(g.flattrs, 0) AS TEXT) || ', there are ' || CAST(COALESCE(f.counted, 0) AS TEXT) AS problem
FROM (SELECT month, giver FROM giver_months UNION SELECT month, giver FROM flattrs) k
LEFT JOIN giver_months g ON g.month = k.month AND g.giver = k.giver
LEFT JOIN (SELECT month, giver, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS counted FROM flattrs GROUP BY month, giver) f
       ON f.month = k.month AND f.giver = k.giver
WHERE COALESCE(g.flattrs, 0) <> COALESCE(f.counted, 0)
ORDER BY k.month, k.giver
